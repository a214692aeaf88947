package dev.otto.web;

import java.util.List;

/** The routes of one feature: the list first, the handlers below in the same order. */
@FunctionalInterface
public interface RouteGroup {
  List<Route> routes();
}
