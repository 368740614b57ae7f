# ./dev kafka: a real Apache Kafka, tests/kafka/broker.py does the work.

kafka () {
  WEIR_DEPS=$DEPS python3 tests/kafka/broker.py "$@"
}

verb_kafka () {
  case ${1:-help} in
    start)
      have java && have mvn || verb_setup
      verb_deps kafka
      ;;
    help) set -- --help ;;
  esac
  kafka "$@"
}
