/**
 * The models that Otto may use, the flow defaults, and the picker.
 *
 * <p>Other forms use the picker, too. Put {@code @template.models.picker(picker = view.model())}
 * into a form, with a {@link dev.otto.controlplane.models.Picker} made by {@code Picker.of(name,
 * label)} and its {@code with…} methods; the form then submits the reference under that name, and
 * nothing for inherit: {@code Picker.chosen(form, name)} reads it. The search behind it is {@code
 * GET /models/pick}. Without the script it is a text field for the reference, and Otto reports its
 * problems.
 */
@NullMarked
package dev.otto.controlplane.models;

import org.jspecify.annotations.NullMarked;
