package dev.otto.controlplane.jobs.list;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.jobs.list.BulkChange.AppliedChange;
import dev.otto.controlplane.jobs.list.BulkChange.BulkAction;
import dev.otto.controlplane.models.Picker;
import dev.otto.controlplane.page.Flash;
import dev.otto.controlplane.page.Links;
import dev.otto.controlplane.page.Nav;
import dev.otto.controlplane.page.Pages;
import dev.otto.web.ApiException;
import dev.otto.web.Call;
import dev.otto.web.Form;
import dev.otto.web.Reply;
import dev.otto.web.Route;
import dev.otto.web.RouteGroup;
import dev.otto.wire.JobDetail;
import dev.otto.wire.JobItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pages of the job list and of its bulk actions. */
public final class JobListPages implements RouteGroup {
  private final OttoApi otto;
  private final Pages pages;
  private final JobList jobs;

  public JobListPages(OttoApi otto, Pages pages) {
    this.otto = otto;
    this.pages = pages;
    this.jobs = new JobList(otto);
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(Links.JOBS, this::list),
        Route.post(Links.CHANGE_JOBS, this::change),
        Route.post(Links.UNDO_JOBS, this::undoModels));
  }

  private Reply list(Call call) {
    JobListView view = jobs.view(JobFilter.of(call.query()));
    return pages.page(call, Nav.JOBS, "Jobs", "jobs/list.jte", view);
  }

  private Reply change(Call call) {
    Form form = call.form();
    BulkAction action =
        BulkAction.of(form.typed("do"))
            .orElseThrow(() -> ApiException.invalid("The form lacks the action; reload the page"));
    Optional<String> model = Picker.chosen(form, "modelRef");
    var change = new BulkChange(action, model.orElse(null));
    JobFilter filter = JobFilter.of(form);
    List<JobItem> chosen = form.has("all") ? jobs.matching(filter) : named(form.all("id"));
    if (chosen.isEmpty()) {
      Flash nothing = Flash.warning("No jobs are selected; select some first.");
      return pages.seeOther(PageRequest.session(call), nothing, filter.address());
    }
    var view = change.report(change.apply(otto, chosen), filter.address());
    return pages.page(call, Nav.JOBS, view.title(), "jobs/bulk.jte", view);
  }

  /** Returns the named jobs in the given order, without those that are gone. */
  private List<JobItem> named(List<String> ids) {
    Map<String, JobItem> all =
        jobs.matching(JobFilter.NONE).stream().collect(toMap(JobItem::id, identity()));
    return ids.stream().distinct().map(all::get).filter(Objects::nonNull).toList();
  }

  /** Restores the previous model of each job that still has the one that was set. */
  private Reply undoModels(Call call) {
    List<String> ids = call.form().all("id");
    List<String> before = call.form().all("was");
    List<String> set = call.form().all("set");
    if (ids.size() != before.size() || ids.size() != set.size()) {
      throw ApiException.invalid("The form is incomplete; nothing was changed");
    }
    var results = new ArrayList<AppliedChange>();
    for (int i = 0; i < ids.size(); i++) {
      JobItem job = otto.job(ids.get(i)).map(JobDetail::job).orThrow();
      var back = new BulkChange(BulkAction.MODEL, ref(before.get(i)));
      results.add(back.takeBack(otto, job, ref(set.get(i))));
    }
    var view =
        new BulkChange(BulkAction.MODEL, null).report(results, JobFilter.of(call.form()).address());
    return pages.page(call, Nav.JOBS, "Undo", "jobs/bulk.jte", view);
  }

  private static @Nullable String ref(String field) {
    return field.isEmpty() ? null : field;
  }
}
