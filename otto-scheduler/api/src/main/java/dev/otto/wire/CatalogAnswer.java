package dev.otto.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catalog, whole or filtered.
 *
 * @param models the references, sorted
 * @param updatedAt when OpenCode was last asked with success, in epoch milliseconds
 * @param source {@code network} or {@code cache}
 * @param globalDefault what OpenCode uses where nobody chooses
 * @param version grows when references or the global default change
 * @param stale whether it may no longer be what OpenCode has
 * @param skipped how many models are left out because their ids cannot be read
 * @param lastError why the last refresh failed, where it did
 * @param details the same models with all that is known of them, where they were asked for
 */
public record CatalogAnswer(
    List<String> models,
    @Nullable Long updatedAt,
    String source,
    @Nullable String globalDefault,
    long version,
    boolean stale,
    int skipped,
    @AbsentIfNull @Nullable String lastError,
    @AbsentIfNull @Nullable List<CatalogModel> details) {}
