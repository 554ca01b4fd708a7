#!/bin/sh
# Holds what a test process has started. When that process is gone, however it ended (kill -9 too), this ends the process
# groups and removes the folders that it had not given back.
# stdin, one a line: "+process GROUP", "+folder PATH", and the same with "-" for what is given back.
held=
newline='
'
while read -r line; do
  case $line in
    +*) held=$held${line#+}$newline ;;
    -*) held=$(printf '%s' "$held" | grep -vxF -- "${line#-}")$newline ;;
  esac
done
printf '%s' "$held" | while read -r kind name; do
  [ "$kind" != process ] || kill -s KILL -- "-$name"
done
printf '%s' "$held" | while read -r kind name; do
  # Once more after a second, for what a dying program was just writing.
  [ "$kind" != folder ] || rm -rf -- "$name" || { sleep 1 && rm -rf -- "$name"; }
done
