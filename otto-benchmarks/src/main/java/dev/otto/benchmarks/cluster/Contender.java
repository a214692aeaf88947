package dev.otto.benchmarks.cluster;

/** A scheduler whose nodes share their jobs in a PostgreSQL. */
interface Contender {

  String name();

  /**
   * Runs the given number of due one-shots that do nothing, and returns how many a second.
   *
   * @param url an empty database, of which the user is {@code postgres}
   * @param threads of each node
   */
  double run(String url, int nodes, int threads, int jobs) throws Exception;
}
