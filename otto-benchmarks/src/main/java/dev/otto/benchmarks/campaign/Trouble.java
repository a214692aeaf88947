package dev.otto.benchmarks.campaign;

import java.util.List;
import java.util.Random;

/** One kind of trouble that the campaign makes. */
@FunctionalInterface
interface Trouble {
  /** Makes it, on an Otto of its own, and returns what Otto did. */
  List<Finding> make(Size size, Random random) throws Exception;
}
