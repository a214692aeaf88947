package dev.otto.models;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A backend in memory: lists what it was given last, or fails. */
final class ListedModels implements ModelBackend {
  final AtomicInteger listings = new AtomicInteger();
  volatile List<String> models = List.of("fake/a", "fake/b");
  volatile Optional<String> global = Optional.of("fake/a");
  volatile boolean down;
  volatile boolean explains = true;
  volatile Runnable meanwhile = () -> {};

  void offer(String... refs) {
    models = List.of(refs);
  }

  @Override
  public Listing list() throws UnavailableException {
    listings.incrementAndGet();
    Stream<ModelRef> refs = models.stream().map(ModelRef::of);
    meanwhile.run();
    var global = globalDefault();
    return new Listing(refs.map(Model::named).toList(), global, 0);
  }

  @Override
  public Optional<ModelRef> globalDefault() throws UnavailableException {
    if (down) {
      throw new UnavailableException(
          FailureCode.OPENCODE_UNREACHABLE, "OpenCode at fake cannot be reached");
    }
    return global.map(ModelRef::of);
  }

  @Override
  public List<Removal> explain(List<ModelRef> removed) throws UnavailableException {
    if (!explains) {
      throw new UnavailableException(FailureCode.OPENCODE_TIMEOUT, "OpenCode does not answer");
    }
    return removed.stream().map(ref -> new Removal(ref, Removal.Reason.DEPRECATED)).toList();
  }

  @Override
  public String address() {
    return "fake";
  }
}
