# Read by the launchers in an unpacked archive, where they set: base (its folder), program. Sets
# java, jars (the class path) and cache (an option, or nothing). Starts as little as it can.

. "$base/lib/locale.sh"
lib=$base/lib/$program
java=$base/runtime/bin/java
jars=
files=
sums=
while read -r sum size jar; do
  jars=$jars${jars:+:}$lib/$jar
  files="$files $jar"
  sums="$sums${sums:+
}$sum $size $jar"
done <"$lib/class-path"

# Java would run the classes of a cache even where a jar has changed since it was made.
# shellcheck disable=SC2086 # the names of our jars hold no blanks
cache=
if [ "$(cd "$lib" && exec cksum $files)" = "$sums" ]; then
  cache=-XX:AOTCache=$lib/classes.aot
fi
