# ./dev setup and ./dev deps: Debian packages, then what Debian 12 lacks.
# Everything lands in .deps/, where meson finds it through pkg-config.

RDKAFKA_PACKAGE=@confluentinc/kafka-javascript@1.10.1
RDKAFKA_PATCH=tests/dev/librdkafka-2.15.1.patch
RDKAFKA_SHA256=ada7d703bb1d3237e2292bfabf438d663b6160c9f1ac2a2406b5dc4257c81b66
DUCKDB_PACKAGE=@duckdb/node-bindings-linux-x64@1.4.4-r.4
DUCKDB_SHA256=732fac4dc6b8f198870b9c4bb6ddf13544466daca00ad28ba2f1d80de5d7aa4b
DUCKDB_HEADER_PACKAGE=duckdb@1.4.4
DUCKDB_HEADER_SHA256=5bb967dcbcd517670ba5f169f238fb9d6787e53752c60ebe24386169d76941ed

# The packages of packages.txt that are not installed. npm may have come with
# another Node.js than Debian's, so it counts by its command.
missing_packages () {
  local wanted installed
  wanted=$(grep -v '^#' tests/dev/packages.txt | grep . | sort)
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' |
              sed -n 's/^installed //p' | sort -u)
  comm -23 <(echo "$wanted") <(echo "$installed")
  have npm || echo npm
}

as_root () {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    die "installing Debian packages needs root" \
        "run ./dev setup once as root, or install sudo"
  fi
}

verb_setup () {
  local missing
  have dpkg-query || die "this is not Debian" \
    "install what tests/dev/packages.txt names, then use meson directly (README.md)"
  missing=$(missing_packages)
  if [ -z "$missing" ]; then
    say "setup: every Debian package is there"
    return
  fi
  say "setup: installing $(wc -w <<<"$missing") Debian packages:" $missing
  as_root apt-get -q update || die "apt-get update failed" \
    "check the network and /etc/apt/sources.list, then run ./dev setup again"
  # shellcheck disable=SC2086 -- one argument a package
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
    -o DPkg::Lock::Timeout=300 install --no-install-recommends $missing ||
    die "apt-get install failed" "read its message above, mend it, run ./dev setup again"
}

# npm_unpack PACKAGE SHA256 DIRECTORY MEMBER...: parts of a pinned npm package.
npm_unpack () {
  local package=$1 sha256=$2 directory=$3 tarball
  shift 3
  have npm || die "npm is missing" "run ./dev setup"
  say "deps: fetching $package"
  mkdir -p "$directory"
  (cd "$directory" && npm pack --loglevel error "$package" >npm.log 2>&1) ||
    die "npm could not fetch $package: $(head -5 "$directory/npm.log")" \
        "check the network and npm's registry setting, then run ./dev deps again"
  tarball=$(ls "$directory"/*.tgz)
  echo "$sha256  $tarball" | sha256sum --check --quiet ||
    die "$package is not the file that was pinned" \
        "do not use it; look at tests/dev/setup.sh and at where npm fetches from"
  tar -xzf "$tarball" -C "$directory" --strip-components=1 "$@"
  rm "$tarball"
}

# up_to_date NAME RECIPE: was NAME made by this very recipe?
up_to_date () {
  [ "$(cat "$DEPS/stamps/$1" 2>/dev/null)" = "$2" ]
}

# install_from NAME RECIPE PREFIX: moves a finished prefix into .deps.
install_from () {
  cp -a --remove-destination "$3/." "$DEPS/"
  mkdir -p "$DEPS/stamps"
  echo "$2" >"$DEPS/stamps/$1"
}

dep_rdkafka () {
  local recipe work=$1/rdkafka log=$DEPS/rdkafka.log
  recipe="$RDKAFKA_SHA256 $(sha256sum <"$RDKAFKA_PATCH") O2 g pthread 3"
  up_to_date rdkafka "$recipe" && return
  npm_unpack "$RDKAFKA_PACKAGE" "$RDKAFKA_SHA256" "$work" package/deps/librdkafka
  patch --quiet --forward --fuzz=0 -p1 -d "$work/deps/librdkafka" <"$RDKAFKA_PATCH" ||
    die "librdkafka's source was not mended as it should be" "look at $RDKAFKA_PATCH, and install patch"
  say "deps: building librdkafka 2.15.1 (about half a minute on two cores)"
  (
    cd "$work/deps/librdkafka"
    # C11 threads are unknown to ThreadSanitizer: a program with them crashes under it.
    CC=$(compiler) ./configure --prefix="$work/prefix" --CFLAGS="-O2 -g" --disable-c11threads
    make -j"$JOBS" libs
    make -C src install
  ) >"$log" 2>&1 || {
    tail -15 "$log" >&2
    die "librdkafka did not build (the whole log: $log)" "run ./dev setup, then ./dev deps"
  }
  sed -i -e 's|^prefix=.*|prefix=${pcfiledir}/../..|' \
         -e 's|^libdir=.*|libdir=${prefix}/lib|' \
         -e 's|^includedir=.*|includedir=${prefix}/include|' \
         "$work"/prefix/lib/pkgconfig/*.pc
  install_from rdkafka "$recipe" "$work/prefix"
}

dep_duckdb () {
  local recipe="$DUCKDB_SHA256 $DUCKDB_HEADER_SHA256 1" work=$1/duckdb
  up_to_date duckdb "$recipe" && return
  [ "$(uname -m)" = x86_64 ] || die "DuckDB is pinned for x86_64 only, this is $(uname -m)" \
    "put a duckdb.pc of DuckDB 1.4 on PKG_CONFIG_PATH and build with meson"
  npm_unpack "$DUCKDB_PACKAGE" "$DUCKDB_SHA256" "$work/lib" package/libduckdb.so
  npm_unpack "$DUCKDB_HEADER_PACKAGE" "$DUCKDB_HEADER_SHA256" "$work/header" \
    package/src/duckdb/src/include/duckdb.h
  install -D -m 755 "$work/lib/libduckdb.so" "$work/prefix/lib/libduckdb.so"
  install -D -m 644 "$work/header/src/duckdb/src/include/duckdb.h" \
    "$work/prefix/include/duckdb.h"
  mkdir -p "$work/prefix/lib/pkgconfig"
  cat >"$work/prefix/lib/pkgconfig/duckdb.pc" <<'PC'
prefix=${pcfiledir}/../..
libdir=${prefix}/lib
includedir=${prefix}/include

Name: duckdb
Description: DuckDB's C library
Version: 1.4.4
Libs: -L${libdir} -lduckdb
Cflags: -I${includedir}
PC
  install_from duckdb "$recipe" "$work/prefix"
}

dep_python () {
  local recipe
  recipe="$(sha256sum <tests/dev/requirements.txt) 1"
  up_to_date python "$recipe" && return
  say "deps: Python packages of the tests into .deps/venv"
  rm -rf "$DEPS/venv"
  /usr/bin/python3 -m venv --system-site-packages "$DEPS/venv" ||
    die "python3 -m venv failed" "run ./dev setup (it installs python3-venv)"
  "$DEPS/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps \
    --require-hashes -r tests/dev/requirements.txt ||
    die "pip could not install tests/dev/requirements.txt" \
        "check the network and pip's index setting, then run ./dev deps again"
  echo "$recipe" >"$DEPS/stamps/python"
}

# The jars of Apache Kafka that tests, benchmarks and ./dev kafka run.
dep_kafka () {
  local recipe work=$1/kafka
  recipe="$(cat tests/kafka/pom.xml tests/kafka/jars.sha256 | sha256sum) 1"
  up_to_date kafka "$recipe" && return
  have mvn || die "mvn is missing" "run ./dev setup"
  say "deps: fetching Apache Kafka 4.1.1 with Maven"
  mvn -q -B -f tests/kafka/pom.xml dependency:copy-dependencies \
    -DoutputDirectory="$work" -DincludeScope=runtime </dev/null >"$DEPS/maven.log" 2>&1 || {
    tail -5 "$DEPS/maven.log" >&2
    die "Maven could not fetch Kafka" "check the network and Maven's settings, then run ./dev deps again"
  }
  (cd "$work" && sha256sum --check --quiet "$TOP/tests/kafka/jars.sha256") ||
    die "a jar of Kafka is not the one that was pinned" \
        "do not use it; look at tests/kafka/jars.sha256 and at where Maven fetches from"
  [ "$(ls "$work" | wc -l)" = "$(wc -l <tests/kafka/jars.sha256)" ] ||
    die "Maven brought jars that tests/kafka/jars.sha256 does not list" "compare the two"
  rm -rf "$DEPS/kafka"
  mv "$work" "$DEPS/kafka"
  echo "$recipe" >"$DEPS/stamps/kafka"
}

# verb_deps [NAME...]: all of them, or the named ones; under a lock, because
# several work trees may share one .deps.
verb_deps () {
  local name
  mkdir -p "$DEPS/stamps"
  (
    flock 9
    DEPS_WORK=$(mktemp -d "$DEPS/work.XXXXXX")
    trap 'rm -rf "$DEPS_WORK"' EXIT
    for name in ${*:-rdkafka duckdb python kafka}; do
      "dep_$name" "$DEPS_WORK"
    done
  ) 9>"$DEPS/lock" || exit 1
  say "deps: ready in .deps (${*:-rdkafka duckdb python kafka})"
}
