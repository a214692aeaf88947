package dev.otto.scheduler.models;

import dev.otto.models.CatalogSnapshot;
import dev.otto.models.ModelChoice;
import dev.otto.models.ModelRef;
import dev.otto.scheduler.database.Tx;
import dev.otto.scheduler.models.ModelHolders.Holder;
import dev.otto.scheduler.models.ModelHolders.Kind;
import dev.otto.scheduler.models.ModelUsageRepository.NamedByJob;
import java.util.List;
import java.util.Optional;

/**
 * A request to put one model in the place of another wherever that is named.
 *
 * @param variant the effort to ask of the other; empty keeps what it has of it
 */
public record Replacement(ModelRef from, ModelRef to, Optional<String> variant) {

  /** Returns the changes of all that name the model, except of jobs that cannot be read. */
  List<ChoiceChange> changes(Tx tx, ChoicesInFile now, CatalogSnapshot catalog) {
    List<NamedByJob> jobs =
        ModelUsageRepository.jobs(tx).stream().filter(NamedByJob::readable).toList();
    return ModelHolders.of(now.defaults(), now.budgets(), jobs)
        .naming(from)
        .map(holder -> ChoiceChange.of(holder, after(holder, catalog)))
        .toList();
  }

  private ModelChoice after(Holder holder, CatalogSnapshot catalog) {
    if (holder.kind() == Kind.BUDGET) {
      return ModelChoice.of(Optional.of(to)); // A budget asks for no effort.
    }
    ModelChoice after = holder.choice().replacing(from, to, variant);
    return catalog.lacksVariantOf(after) ? after.withoutVariant() : after;
  }
}
