// Modules of the language itself, up to Python 3.14 (https://docs.python.org/3/py-modindex.html).
const STANDARD = new Set(
  `
  __future__ __main__ abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit
  audioop base64 bdb binascii bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop
  collections colorsys compileall compression concurrent configparser contextlib contextvars copy copyreg crypt
  csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum
  errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass
  gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp importlib inspect io
  ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes
  mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator
  optparse os ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath
  pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib
  resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr
  socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep
  struct subprocess sunau symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap this
  threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types
  typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib
  xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
  `.split(/\s+/),
)

// Python 3.12 and 3.13 took modules away: https://docs.python.org/3/whatsnew/3.12.html#removed,
// https://docs.python.org/3/whatsnew/3.13.html#pep-594-remove-dead-batteries-from-the-standard-library.
const GONE: readonly (readonly [minor: number, modules: readonly string[]])[] = [
  [12, ['asynchat', 'asyncore', 'distutils', 'imp', 'smtpd']],
  [
    13,
    `aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib ossaudiodev pipes sndhdr spwd sunau
    telnetlib uu xdrlib`.split(/\s+/),
  ],
]

// What Lambda's Python runtimes carry beside the handler: boto3 and what it needs
// (https://docs.aws.amazon.com/lambda/latest/dg/python-package.html#python-package-dependencies).
const PROVIDED = new Set(['boto3', 'botocore', 's3transfer', 'jmespath', 'dateutil', 'urllib3', 'six', 'awslambdaric'])

/** Whether a top-level module is there without being in the package. `minor`: 12 of python3.12. */
export function pythonHas(module: string, minor: number): boolean {
  if (PROVIDED.has(module)) return true
  return STANDARD.has(module) && !GONE.some(([since, modules]) => minor >= since && modules.includes(module))
}
