import {describe, expect, it} from 'vitest'
import {addressOf, htmlOf, mailTo, textOf, type Letter} from '../../../../src/lib/rotators/notices/mail.ts'
import {aContext} from '../support/a-context.ts'

const letter: Letter = {
  subject: 'For <b>',
  paragraphs: ['A "quoted" & <marked> name', {code: "run 'this' > there"}, {link: 'https://x.example/?a=1&b="2"'}],
}

describe('a mail', () => {
  it('has each paragraph as plain text', () => {
    expect(textOf(letter)).toBe(
      'A "quoted" & <marked> name\n\n  run \'this\' > there\n\n  https://x.example/?a=1&b="2"\n',
    )
  })

  it('has the same in HTML, with nothing of it taken for a mark', () => {
    const html = htmlOf(letter)
    expect(html).toContain('<title>For &lt;b&gt;</title>')
    expect(html).toContain('<p>A &quot;quoted&quot; &amp; &lt;marked&gt; name</p>')
    expect(html).toContain('<pre>run &#39;this&#39; &gt; there</pre>')
    expect(html).toContain('<a href="https://x.example/?a=1&amp;b=&quot;2&quot;">')
  })

  it('goes to the user, as text and HTML', async () => {
    const sent: unknown[] = []
    const send = ({input}: {readonly input: object}) => (sent.push(input), {})
    await mailTo(aContext({send, env: {MAIL_DOMAIN: 'example.com'}}), 'svc', 'from@example.com', letter)
    expect(sent).toEqual([
      {
        FromEmailAddress: 'from@example.com',
        Destination: {ToAddresses: ['svc@example.com']},
        Content: {
          Simple: {
            Subject: {Data: 'For <b>', Charset: 'UTF-8'},
            Body: {
              Text: {Data: textOf(letter), Charset: 'UTF-8'},
              Html: {Data: htmlOf(letter), Charset: 'UTF-8'},
            },
          },
        },
      },
    ])
  })

  it('is not sent where nobody knows to whom', async () => {
    await expect(mailTo(aContext(), 'svc', 'from@example.com', letter)).rejects.toThrow(
      'no address is known for user svc: MAIL_TO or MAIL_DOMAIN names it',
    )
  })
})

describe('the address of a user', () => {
  it.each([
    ['is named', 'svc', {MAIL_TO: 'team@example.com', MAIL_DOMAIN: 'example.org'}, 'team@example.com'],
    ['has a domain', 'svc', {MAIL_DOMAIN: 'example.org'}, 'svc@example.org'],
    ['is the name itself', 'ann@example.net', {MAIL_DOMAIN: 'example.org'}, 'ann@example.net'],
    ['is not known', 'svc', {}, undefined],
    ['is none', 'svc', {MAIL_TO: 'one@example.com,two@example.com'}, undefined],
    ['would be several', 'a,b', {MAIL_DOMAIN: 'example.org'}, undefined],
  ])('%s', (_, userName, env, address) => {
    expect(addressOf(userName, aContext({env}))).toBe(address)
  })
})
