/**
 * What all pages have in common. A feature renders its template with {@link
 * dev.otto.controlplane.page.Pages}: {@code page} for a whole page, whose template hands its
 * content to {@code page/layout.jte}, and {@code part} for a piece that the script puts in place. A
 * template takes a {@link dev.otto.controlplane.page.Page} and a view of its own, escapes by itself
 * and holds no script and no style. Fields of forms come from {@link
 * dev.otto.controlplane.page.Fields} and {@code page/field.jte}, times from {@code page/time.jte};
 * what is to be said on the next page is left with {@link dev.otto.controlplane.page.Flashes}. A
 * piece with an id and {@code data-live="job run"} is fetched anew when events of these kinds come.
 */
@NullMarked
package dev.otto.controlplane.page;

import org.jspecify.annotations.NullMarked;
