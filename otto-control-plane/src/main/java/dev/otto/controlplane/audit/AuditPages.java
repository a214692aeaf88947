package dev.otto.controlplane.audit;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.controlplane.page.Surface;
import dev.otto.web.Call;
import dev.otto.web.Form;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.AuditItem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pages of the audit log. */
public final class AuditPages implements RouteGroup {
  private static final int SHOWN = 50;

  private final OttoApi otto;
  private final Pages pages;

  public AuditPages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/audit", this::audit));
  }

  private Reply audit(Call call) {
    AuditView.Query query = query(call.query());
    // One more than is shown tells whether there are older ones.
    List<AuditItem> found = otto.audit(filter(query, SHOWN + 1)).orThrow();
    List<AuditItem> shown = found.subList(0, Math.min(SHOWN, found.size()));
    String older = found.size() > SHOWN ? address(query, shown.getLast().id()) : null;
    var view = new AuditView(shown.stream().map(AuditView.AuditRow::of).toList(), query, older);
    return pages.page(call, Nav.AUDIT, "Audit", "audit/audit.jte", view);
  }

  /** Reads the query; invalid values are ignored. */
  private static AuditView.Query query(Form query) {
    String surface = query.value("surface").filter(key -> Surface.of(key).isPresent()).orElse("");
    @Nullable String before =
        query.value("before").filter(id -> id.matches("\\d{1,9}")).orElse(null);
    return new AuditView.Query(surface, query.value("search").orElse(""), before);
  }

  private static Map<String, String> filter(AuditView.Query query, int limit) {
    var filter = new LinkedHashMap<String, String>();
    filter.put("limit", Integer.toString(limit));
    if (!query.surface().isEmpty()) {
      filter.put("surface", query.surface());
    }
    if (!query.search().isEmpty()) {
      filter.put("search", query.search());
    }
    if (query.before() != null) {
      filter.put("before", query.before());
    }
    return filter;
  }

  private static String address(AuditView.Query query, long before) {
    var parameters = new LinkedHashMap<>(filter(query, SHOWN));
    parameters.remove("limit");
    parameters.put("before", Long.toString(before));
    return "/audit" + Form.query(parameters);
  }
}
