package dev.otto.controlplane.page;

import dev.otto.web.Form;

/** The pages of a long list, counted from one. */
public final class Paging {
  private Paging() {}

  /** Returns the requested page; the first if it is not a number. */
  public static int number(Form query) {
    return query
        .value("page")
        .filter(text -> text.matches("[1-9]\\d{0,6}"))
        .map(Integer::parseInt)
        .orElse(1);
  }
}
