/**
 * The models that Otto may use, the defaults of the flows, and how to choose one.
 *
 * <p>The picker serves other forms, too. Put {@code @template.models.picker(picker = view.model())}
 * into a form, with a {@link dev.otto.controlplane.models.Picker} made by {@code Picker.of(name,
 * label)} and its {@code with…} methods; the form then sends the reference under that name, and
 * nothing at all for inherit: {@code Picker.chosen(form, name)} reads it. The search behind it is
 * {@code GET /models/pick}. Without a script it is a field to type the reference into, and Otto
 * says what is wrong with it.
 */
@NullMarked
package dev.otto.controlplane.models;

import org.jspecify.annotations.NullMarked;
