/**
 * The programs behind the figures in docs/benchmarks.md. Each is one command ({@code
 * otto-benchmarks/run NAME}), runs what it compares in one go and prints ratios and the machine,
 * because a bare number means nothing elsewhere.
 */
@NullMarked
package dev.otto.benchmarks;

import org.jspecify.annotations.NullMarked;
