# Read by the launchers in a clone, which set: bin (their folder), part and module (their module),
# root. Finds a Java 25, and builds the module where it is missing or older than its sources.

. "$root/otto-scheduler/bin/locale.sh"

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# The major version of the Java in a folder, by its release file: nothing is started to ask.
java_major() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null | head -n 1
}

java_on_path() {
  found=$(command -v java 2>/dev/null) || return 0
  while [ -h "$found" ]; do
    link=$(readlink "$found")
    case $link in /*) found=$link ;; *) found=$(dirname "$found")/$link ;; esac
  done
  dirname "$(dirname "$found")"
}

# The first Java from 25 on that has the given program: $1 is java, or javac to build with.
find_java() {
  for home in "${JAVA_HOME:-}" "$(java_on_path)" /usr/lib/jvm/* /opt/java/* \
    "${HOME:-/}"/.sdkman/candidates/java/* "${HOME:-/}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    major=$(java_major "$home")
    if [ "${major:-0}" -ge 25 ] && [ -x "$home/bin/$1" ]; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  return 1
}

no_java() {
  say "Otto needs a JDK 25: install one (for example Eclipse Temurin 25 from https://adoptium.net)" \
    "or point JAVA_HOME at it, then start this again."
  exit 69
}

build() {
  jdk=$(find_java javac) || no_java
  say "building from the sources (once, one to three minutes; later starts skip this)"
  log=$module/target/launcher-build.log
  mkdir -p "$module/target"
  touch "$module/target/launcher.began"
  rm -rf "$module/target/lib" "$module/target/$part"-*.jar
  { JAVA_HOME=$jdk "$root/mvnw" -B -f "$root/pom.xml" -Dquick -pl "$part" -am package 2>&1 ||
    echo LAUNCHER-BUILD-FAILED; } </dev/null | tee "$log" | awk '
      function end() { if (dots) { printf "\n"; dots = 0 } }
      / Building .*\[[0-9]+\/[0-9]+\]/ { end(); sub(/^.*Building /, "  "); print; fflush() }
      /Downloaded from/ { if (++count % 10 == 0) { printf "."; dots = 1; fflush() } }
      /^\[ERROR\]/ { end(); if (++errors <= 10) print; fflush() }
      END { end() }' >&2
  if grep -q LAUNCHER-BUILD-FAILED "$log"; then
    say "the build failed; its whole output is in $log"
    exit 1
  fi
  # The beginning of the build counts, so that a source saved meanwhile is built the next time.
  mv "$module/target/launcher.began" "$module/target/launcher.built"
}

# $@: what else the module is built from, below the root: other modules, folders, files.
sources_changed() {
  [ -f "$module/target/launcher.built" ] && ls "$module/target/$part"-*.jar >/dev/null 2>&1 || return 0
  for other in "$@"; do
    if [ -f "$root/$other/pom.xml" ]; then
      set -- "$@" "$root/$other/pom.xml" "$root/$other/src/main"
    else
      set -- "$@" "$root/$other"
    fi
    shift
  done
  [ -n "$(find "$root/pom.xml" "$module/pom.xml" "$module/src/main" "$@" \
    -newer "$module/target/launcher.built" | head -n 1)" ]
}

# Sets jars, the class path. $@: as for sources_changed.
find_jars() {
  if sources_changed "$@"; then
    build
  fi
  jars=$(printf '%s:' "$module/target/$part"-*.jar "$module"/target/lib/*.jar)
  jars=${jars%:}
}
