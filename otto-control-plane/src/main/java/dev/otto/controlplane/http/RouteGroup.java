package dev.otto.controlplane.http;

import java.util.List;

/** What a feature offers to the browser: the routes first, their handlers below in this order. */
public interface RouteGroup {
  List<Route> routes();
}
