# ./dev test, check, bench.

LOGS=build/meson-logs

verb_check () {
  have clang-format && have cppcheck || verb_setup
  [ -f "$DEPS/stamps/duckdb" ] || verb_deps rdkafka duckdb
  verb_build
  python3 tests/dev/check.py "$@"
}

# suites: names of all suites that have tests.
suites () {
  meson introspect build --tests |
    python3 -c 'import json, sys
for suite in sorted({s.split(":")[-1] for t in json.load(sys.stdin) for s in t["suite"]}):
    print(suite)'
}

# run_suites NAME JOBS SUITE...: their log is $LOGS/NAME.json.
run_suites () {
  local name=$1 jobs=$2 suite
  local arguments=()
  shift 2
  for suite in "$@"; do
    arguments+=(--suite "$suite")
  done
  say "test: $*"
  meson test -C build --no-rebuild --print-errorlogs --num-processes "$jobs" \
    --logbase "$name" "${arguments[@]}" </dev/null
}

# test_kafka: the tests that want a real broker, with one of their own.
test_kafka () {
  local status=0
  if kafka start --name "$TEST_KAFKA" --secure >/dev/null; then
    # shellcheck source=/dev/null
    ( . "$(kafka where --name "$TEST_KAFKA")/env"; run_suites kafka 1 kafka ) || status=$?
  elif [ "${WEIR_REQUIRE_KAFKA:-0}" = 1 ]; then
    say "test: WEIR_REQUIRE_KAFKA=1, and no real Kafka started (see above)"
    status=1
  else
    say "test: no real Kafka, its tests skip themselves"
    run_suites kafka 1 kafka || status=$?
  fi
  return "$status"
}

# start_test_kafka: in the background, since these tests mostly wait for their
# broker. Its process group is its own, so that end_test_kafka reaches them all.
start_test_kafka () {
  TEST_KAFKA=test-$$
  set -m
  test_kafka >"$LOGS/kafka.out" 2>&1 &
  KAFKA_JOB=$!
  set +m
}

# end_test_kafka: on every way out of ./dev test.
end_test_kafka () {
  if [ -n "$KAFKA_JOB" ]; then
    kill -TERM -- "-$KAFKA_JOB" 2>/dev/null || true
    wait "$KAFKA_JOB" 2>/dev/null || true
    KAFKA_JOB=
  fi
  if [ -n "$TEST_KAFKA" ]; then
    kafka stop --name "$TEST_KAFKA" || say "test: the real Kafka was not stopped (see above)"
    TEST_KAFKA=
  fi
}

test_ui () {
  on_virtual_display 1600x1000 ./dev inside run_suites ui 1 ui
}

# verb_test [--quick]: an outcome whose file is missing at the end counts as
# failed, so a suite that could not even start is not passed over.
verb_test () {
  local status=0 there others outcomes=("$LOGS/check.json")
  prepare
  export WEIR_TEST_PYTHON=$DEPS/venv/bin/python
  mkdir -p "$LOGS"
  rm -f "$LOGS"/{check,main,kafka,ui}.json
  TEST_KAFKA=
  KAFKA_JOB=
  trap end_test_kafka EXIT
  python3 tests/dev/check.py --json "$LOGS/check.json" || status=1
  there=$(suites)
  others=$(grep -vxE 'kafka|ui|bench' <<<"$there" || true)
  if [ -n "$others" ]; then
    outcomes+=("$LOGS/main.json")
    # shellcheck disable=SC2086 -- one argument a suite
    run_suites main "$JOBS" $others || status=1
  fi
  if [ "${1:-}" != --quick ] && grep -qx kafka <<<"$there"; then
    outcomes+=("$LOGS/kafka.json")
    start_test_kafka
  fi
  if [ "${1:-}" != --quick ] && grep -qx ui <<<"$there"; then
    outcomes+=("$LOGS/ui.json")
    test_ui || status=1
  fi
  if [ -n "$KAFKA_JOB" ]; then
    say "test: kafka, beside the user interface"
    wait "$KAFKA_JOB" || status=1
    KAFKA_JOB=
    cat "$LOGS/kafka.out"
  fi
  python3 tests/dev/summary.py "${outcomes[@]}" || status=1
  return "$status"
}

# Each measurement is tests/bench/bench-NAME.py or the program made of
# tests/bench/bench-NAME.c: JSON on stdout, its table on stderr, --gate as an
# argument when a missed promise is to fail. One that reads WEIR_TEST_KAFKA
# gets a real broker with benchmark settings.
bench_one () {
  local source=$1 name program status=0
  shift
  name=$(basename "$source")
  name=${name%.*}
  case $source in
    *.py) program=("$DEPS/venv/bin/python" "$source") ;;
    *) program=("build/tests/bench/$name") ;;
  esac
  # A program that draws; those in Python bring a display of their own.
  if grep -q '<gtk/gtk.h>' "$source" && [ -z "${WAYLAND_DISPLAY:-}${DISPLAY:-}" ]; then
    program=(on_virtual_display 1400x900 "${program[@]}")
  else
    program=(in_place "${program[@]}")
  fi
  say "bench: $name"
  if grep -q WEIR_TEST_KAFKA "$source" && [ -z "${WEIR_TEST_KAFKA:-}" ]; then
    TEST_KAFKA=bench-$$
    WEIR_TEST_KAFKA=$(kafka start --name "$TEST_KAFKA" --bench) ||
      die "$name needs a real Kafka, which did not start" "read its message above"
    export WEIR_TEST_KAFKA
  fi
  "${program[@]}" "$@" | tee "build/bench/$name.json" || status=1
  return "$status"
}

# verb_bench [NAME] [OPTION...]: options go to the measurement; all but --gate
# belong to one by name.
verb_bench () {
  local wanted='*' source status=0 found=no
  local options=()
  if [ $# -gt 0 ] && [ "${1#-}" = "$1" ]; then
    wanted=$1
    shift
  fi
  options=("$@")
  prepare
  mkdir -p build/bench
  TEST_KAFKA=
  trap '[ -z "$TEST_KAFKA" ] || kafka stop --name "$TEST_KAFKA"' EXIT
  # shellcheck disable=SC2231 -- the name may be a pattern
  for source in tests/bench/bench-$wanted.{c,py}; do
    [ -f "$source" ] || continue
    found=yes
    bench_one "$source" "${options[@]}" || status=1
  done
  [ "$found" = yes ] || die "there is no measurement '$wanted'" \
    "take one of: $(ls tests/bench | sed -n 's/^bench-\(.*\)\.[cpy]*$/\1/p' | tr '\n' ' ')"
  say "bench: JSON in build/bench"
  return "$status"
}
