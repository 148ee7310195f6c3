package ai.inhouse.web;

import ai.inhouse.evaluation.report.DashboardPage;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;
import java.util.Optional;

/// The dashboard: one page that runs nothing, shown inside the studio's own, or kept as a file.
final class DashboardApi {
    /// As a report's, and only the studio may show it inside.
    private static final String POLICY =
            "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
                    + " frame-ancestors 'self'";

    private final StudioData data;

    DashboardApi(StudioData data) {
        this.data = data;
    }

    void routes(RoutesConfig routes) {
        routes.get("/api/dashboard", this::page);
        routes.get(
                "/api/dashboard/versions",
                request -> Requests.json(request, Map.of("versions", data.versions())));
    }

    private void page(Context request) {
        String page =
                DashboardPage.render(
                        data.dashboard(
                                Optional.ofNullable(request.queryParam("from")),
                                Optional.ofNullable(request.queryParam("to"))));
        request.header("Content-Security-Policy", POLICY)
                .contentType("text/html; charset=utf-8")
                .result(page);
        if (request.queryParam("download") != null) {
            request.header("Content-Disposition", "attachment; filename=\"dashboard.html\"");
        }
    }
}
