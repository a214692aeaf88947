# Read by java.sh and archive.sh. Java takes arguments, names of files and variables in the encoding
# of the locale; where that is not UTF-8, as in services, cron and containers, it loses all letters
# but those of ASCII. A locale that is named need not be installed: ssh brings the one from home.

if [ "${LC_ALL:-}" != C.UTF-8 ] && [ "$(locale charmap 2>&1)" != UTF-8 ]; then
  LC_ALL=C.UTF-8
  export LC_ALL
fi
