package dev.otto.controlplane.jobs.list;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.otto.controlplane.api.OttoApi;
import dev.otto.controlplane.api.WriteOptions;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.jobs.list.BulkChange.AppliedChange;
import dev.otto.controlplane.jobs.list.BulkChange.BulkAction;
import dev.otto.controlplane.jobs.list.BulkChange.ModelChange;
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
        Route.post(Links.SET_MODELS, this::setModels));
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
    JobFilter filter = JobFilter.of(form);
    if (action == BulkAction.MODEL && model.isEmpty()) {
      return back(call, filter, "No model is chosen; choose one, or press Inherit.");
    }
    List<ListedJob> chosen = form.has("all") ? jobs.matching(filter) : named(form.all("id"));
    if (chosen.isEmpty()) {
      return back(call, filter, "No jobs are selected; select some first.");
    }
    var change = new BulkChange(action, action == BulkAction.MODEL ? model.get() : null);
    if (change.setsModels()) {
      var preview = change.preview(otto, chosen, filter.address());
      return pages.page(call, Nav.JOBS, "Preview", "jobs/bulkpreview.jte", preview);
    }
    var done = change.apply(otto, chosen.stream().map(ListedJob::job).toList());
    return show(call, change.report(done, filter.address()));
  }

  private Reply back(Call call, JobFilter filter, String why) {
    return pages.seeOther(PageRequest.session(call), Flash.warning(why), filter.address());
  }

  private Reply show(Call call, BulkChange.BulkReport view) {
    return pages.page(call, Nav.JOBS, view.title(), "jobs/bulk.jte", view);
  }

  /** Returns the named jobs in the given order, without those that are gone. */
  private List<ListedJob> named(List<String> ids) {
    Map<String, ListedJob> all =
        jobs.matching(JobFilter.NONE).stream().collect(toMap(row -> row.job().id(), identity()));
    return ids.stream().distinct().map(all::get).filter(Objects::nonNull).toList();
  }

  /**
   * Sets the models that a preview showed, or sets back those that were before; only where a job
   * still has the one that it was shown with.
   */
  private Reply setModels(Call call) {
    Form form = call.form();
    List<String> ids = form.all("id");
    List<String> from = form.all("from");
    List<String> to = form.all("to");
    if (ids.size() != from.size() || ids.size() != to.size()) {
      throw ApiException.invalid("The form is incomplete; nothing was changed");
    }
    var options = new WriteOptions(false, form.has("undo"));
    var wanted = new ArrayList<ModelChange>();
    for (int i = 0; i < ids.size(); i++) {
      wanted.add(new ModelChange(ids.get(i), ref(from.get(i)), ref(to.get(i))));
    }
    List<AppliedChange> results = BulkChange.setModels(otto, wanted, options);
    return show(
        call, new BulkChange(BulkAction.MODEL, null).report(results, JobFilter.of(form).address()));
  }

  private static @Nullable String ref(String field) {
    return field.isEmpty() ? null : field;
  }
}
