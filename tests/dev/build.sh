# ./dev build, asan, tsan, format.

# configure DIRECTORY OPTION...: meson, once; ninja repeats it when needed.
configure () {
  local directory=$1
  shift
  [ -f "$directory/build.ninja" ] && return
  have meson || die "meson is missing" "run ./dev setup"
  CC=$(compiler) meson setup "$directory" "$@" >"$directory.log" 2>&1 || {
    cat "$directory.log" >&2
    rm -f "$directory.log"
    die "meson could not configure $directory" \
        "read the line with ERROR above; ./dev setup and ./dev deps bring what is missing"
  }
  mv "$directory.log" "$directory/setup.log"
}

compile () {
  ninja -C "$1" -j"$JOBS" >&2 || die "the build in $1 failed" "read the first error above"
}

verb_build () {
  configure build --buildtype=debugoptimized --werror
  compile build
}

prepare () {
  verb_setup
  verb_deps "$@"
  verb_build
}

# sanitized NAME SANITIZER OPTION...: tests without a real Kafka in a build of their own.
sanitized () {
  local directory=build-$1 sanitizer=$2
  shift 2
  verb_setup
  verb_deps rdkafka duckdb
  configure "$directory" --buildtype=debugoptimized -Db_sanitize="$sanitizer" \
    -Db_lundef=false "$@"
  compile "$directory"
  meson test -C "$directory" --no-rebuild --print-errorlogs --suite unit --suite integration \
    --timeout-multiplier 5
}

verb_asan () {
  export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
  export LSAN_OPTIONS=suppressions=$TOP/tests/dev/lsan.supp:print_suppressions=0
  export G_SLICE=always-malloc
  sanitized asan address,undefined
}

# GLib, librdkafka and DuckDB are not built for ThreadSanitizer: what happens
# wholly inside them is suppressed, what our code does to its own data is not.
# GLib's slices would pass freed memory between threads under a lock it cannot see.
verb_tsan () {
  export TSAN_OPTIONS=suppressions=$TOP/tests/dev/tsan.supp:halt_on_error=0:second_deadlock_stack=1
  export G_SLICE=always-malloc
  sanitized tsan thread -Dgui=disabled
}

verb_format () {
  have clang-format || die "clang-format is missing" "run ./dev setup"
  git ls-files --cached --others --exclude-standard '*.c' '*.h' |
    xargs -r python3 tests/dev/format.py --fix
  python3 tests/dev/potfiles.py
}
