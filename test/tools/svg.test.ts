import {describe, expect, it} from 'vitest'
import {svgOf, type Span} from '../../tools/pictures/svg.ts'

const pictureOf = (...spans: Span[]): string => svgOf({title: 'secrot status', columns: 100, rows: [spans]})

/** What is drawn: the cell it starts in, the cells it is stretched to, and the text as a reader of the XML gets it. */
function drawn(svg: string): {column: number; cells: number; text: string}[] {
  return [
    ...svg.matchAll(/<text x="(\d+)" y="\d+"(?: textLength="(\d+)" lengthAdjust="\w+")?[^>]*>([^<]*)<\/text>/g),
  ].map(([, x, length, text = '']) => ({column: (Number(x) - 14) / 8, cells: Number(length ?? 8) / 8, text}))
}

describe('a picture of a terminal', () => {
  it('escapes what XML would take for its own', () => {
    const svg = svgOf({title: '<"a" & b>', columns: 100, rows: [[{column: 0, text: '<script>&"x"'}]]})
    expect(svg).toContain('<title>&lt;&quot;a&quot; &amp; b&gt;</title>')
    expect(drawn(svg)[0]?.text).toBe('&lt;script&gt;&amp;&quot;x&quot;')
  })

  it('puts every run of words at its own cell, as wide as its cells', () => {
    expect(drawn(pictureOf({column: 11, text: 'prod/orders/db      15d  in 14d'}))).toEqual([
      {column: 11, cells: 14, text: 'prod/orders/db'},
      {column: 31, cells: 3, text: '15d'},
      {column: 36, cells: 6, text: 'in 14d'},
    ])
  })

  it('draws a sign of another font alone, so that it moves nothing', () => {
    expect(drawn(pictureOf({column: 0, text: '✖ stuck    8c1e → 5f0d'}))).toEqual([
      {column: 0, cells: 1, text: '✖'},
      {column: 2, cells: 5, text: 'stuck'},
      {column: 11, cells: 4, text: '8c1e'},
      {column: 16, cells: 1, text: '→'},
      {column: 18, cells: 4, text: '5f0d'},
    ])
  })

  it('is as wide as the terminal, whatever stands in it', () => {
    expect(pictureOf({column: 0, text: 'short'})).toContain('viewBox="0 0 828 46"')
  })

  it('keeps colours and bold', () => {
    expect(pictureOf({column: 0, text: 'stuck', colour: 1, bold: true})).toMatch(
      /font-weight="bold" fill="#ff7b72">stuck</,
    )
    expect(pictureOf({column: 0, text: 'VERDICT', dim: true})).toMatch(/fill="#8b949e">VERDICT</)
  })

  it('needs nothing from elsewhere', () => {
    expect(pictureOf({column: 0, text: 'x'})).not.toMatch(/href|@import|url\(|<script|<style/)
  })
})
