/**
 * The common parts of all pages. A feature renders its template with {@link
 * dev.otto.controlplane.page.Pages}: {@code page} for a whole page, whose template passes its
 * content to {@code page/layout.jte}, and {@code part} for a piece that the script inserts. A
 * template takes a {@link dev.otto.controlplane.page.Page} and a view of its own, is escaped
 * automatically and holds no script and no style. Form fields come from {@link
 * dev.otto.controlplane.page.Fields} and {@code page/field.jte}, times from {@code page/time.jte};
 * messages for the next page are left with {@link dev.otto.controlplane.page.Flashes}. A piece with
 * an id and {@code data-live="job run"} is reloaded when events of these kinds arrive.
 */
@NullMarked
package dev.otto.controlplane.page;

import org.jspecify.annotations.NullMarked;
