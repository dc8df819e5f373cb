import {describe, expect, it} from 'vitest'
import {accountName, grantTo} from '../../../../src/lib/rotators/databases/mysql-text.ts'

describe('a grant for another account', () => {
  const to = accountName({user: "o'clone", host: '%'})

  it.each([
    ['GRANT SELECT ON `shop`.* TO `app`@`%`', "GRANT SELECT ON `shop`.* TO 'o''clone'@'%'"],
    [
      'GRANT SELECT (`a TO b`), INSERT ON `x TO y`.`z``TO`` q` TO `a TO b`@`10.%` WITH GRANT OPTION',
      "GRANT SELECT (`a TO b`), INSERT ON `x TO y`.`z``TO`` q` TO 'o''clone'@'%' WITH GRANT OPTION",
    ],
    [
      "GRANT ALL PRIVILEGES ON *.* TO 'app'@'%' IDENTIFIED BY PASSWORD '*0 WITH GRANT OPTION' REQUIRE SSL",
      "GRANT ALL PRIVILEGES ON *.* TO 'o''clone'@'%'",
    ],
    ['GRANT `reader`@`%` TO `app`@`%` WITH ADMIN OPTION', "GRANT `reader`@`%` TO 'o''clone'@'%' WITH ADMIN OPTION"],
    ['GRANT EXECUTE ON PROCEDURE `shop`.`p` TO `app`@`%`', "GRANT EXECUTE ON PROCEDURE `shop`.`p` TO 'o''clone'@'%'"],
  ])('is %s', (line, statement) => {
    expect(grantTo(to, line)).toBe(statement)
  })

  it('is none of a right that everybody has', () => {
    expect(grantTo(to, "GRANT USAGE ON *.* TO `app`@`%` IDENTIFIED BY PASSWORD '*0'")).toBe(undefined)
  })

  it.each(['SET DEFAULT ROLE `reader` FOR `app`@`%`', 'REVOKE SELECT ON `mysql`.* FROM `app`@`%`'])(
    'is refused where it cannot be given: %s',
    line => {
      expect(() => grantTo(to, line)).toThrow('which cannot be given to the other user')
    },
  )
})
