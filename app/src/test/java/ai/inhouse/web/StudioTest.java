package ai.inhouse.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.serving.TestModels;
import ai.inhouse.store.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StudioTest {
    @TempDir Path workspace;
    private SampleData data;
    private Workspace books;
    private Studio studio;
    private HttpClient http;

    @BeforeEach
    void start() throws Exception {
        data = new SampleData(workspace).write();
        books = Workspace.create(workspace);
        studio =
                Studio.start(
                        "127.0.0.1",
                        0,
                        data,
                        books.database(),
                        List.of(TestModels.parrot("tolvane-1", TestModels.quick())));
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        http.close();
        studio.close();
        books.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + studio.port() + path));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.tree(response.body(), path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/studio/main.js",
                "/studio/base.css",
                "/studio/icon.svg",
                "/library/preact.js",
                "/library/hooks.js",
                "/library/uplot.js",
                "/library/uplot.css"
            })
    void servesItsFilesUnderAStrictPolicy(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        String etag = response.headers().firstValue("ETag").orElseThrow();
        HttpRequest again = request(path).header("If-None-Match", etag).build();
        assertThat(http.send(again, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/studio/none.js",
                "/studio/..%2fpackage-info.class",
                "/library/preact.d.ts",
                "/api/runs/nothing/events",
                "/api/evaluations/nothing/report",
                "/somewhere"
            })
    void findsNothingElse(String path) throws Exception {
        assertThat(get(path).statusCode()).isIn(400, 404);
    }

    @Test
    void listsRunsWithTheirState() throws Exception {
        JsonNode runs = json("/api/runs");
        assertThat(runs.at("/0/id").asString()).isEqualTo(SampleData.RUNNING);
        assertThat(runs.at("/0/state").asString()).isEqualTo("running");
        assertThat(runs.at("/1/state").asString()).isEqualTo("done");
        assertThat(get("/api/runs").body()).doesNotContain(workspace.toString());
    }

    @Test
    void tellsWhatHappensInARunAsItHappens() throws Exception {
        var response =
                http.send(
                        request("/api/runs/" + SampleData.RUNNING + "/events").build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(next(lines, "run").at("/stages/4/state").asString()).isEqualTo("running");
            assertThat(next(lines, "metrics").at("/0/loss").isNumber()).isTrue();
            assertThat(next(lines, "log").size()).isEqualTo(5);
            append("metrics.jsonl", "{\"stage\":\"tune\",\"step\":171,\"loss\":0.5}\n{\"torn\n");
            JsonNode grown = next(lines, "metrics");
            assertThat(grown.size()).as("what is no row is left out").isEqualTo(1);
            assertThat(grown.at("/0/step").asInt()).isEqualTo(171);
            append("log.txt", "a new line\n");
            assertThat(next(lines, "log").path(0).asString()).isEqualTo("a new line");
            Path stages = data.run(SampleData.RUNNING, "stages.json");
            String failed = Files.readString(stages).replace("RUNNING", "FAILED");
            Files.writeString(stages, failed);
            assertThat(next(lines, "run").path("state").asString()).isEqualTo("failed");
        }
    }

    private void append(String file, String text) throws IOException {
        Files.writeString(data.run(SampleData.RUNNING, file), text, StandardOpenOption.APPEND);
    }

    /// The data of the next event of a name; others may come before.
    private static JsonNode next(BufferedReader lines, String name) throws IOException {
        String line = lines.readLine();
        while (!line.equals("event: " + name)) {
            line = lines.readLine();
        }
        return Json.tree(lines.readLine().substring("data: ".length()), name);
    }

    @Test
    void goesOnWhereABrowserLostItsConnection() throws Exception {
        long metrics = Files.size(data.run(SampleData.RUNNING, "metrics.jsonl"));
        var response =
                http.send(
                        request("/api/runs/" + SampleData.RUNNING + "/events")
                                .header("Last-Event-ID", metrics + "-0")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            assertThat(next(lines, "log").size()).isEqualTo(5);
            append("metrics.jsonl", "{\"stage\":\"tune\",\"step\":171}\n");
            assertThat(next(lines, "metrics").size()).isEqualTo(1);
        }
    }

    @Test
    void givesModelsCorpusEvaluationsAndTones() throws Exception {
        assertThat(json("/api/models").at("/0/parameters").asLong()).isEqualTo(13_800_000);
        assertThat(json("/api/corpus").path("removed_total").asInt()).isEqualTo(5);
        JsonNode evaluation = json("/api/evaluations").path(0);
        assertThat(evaluation.at("/rows/2/cells/0").isNull()).isTrue();
        assertThat(evaluation.path("has_report").asBoolean()).isTrue();
        assertThat(json("/api/workspace").at("/tones/0/name").asString()).isEqualTo("Formal");
        assertThat(json("/v1/models").at("/data/0/id").asString()).isEqualTo("tolvane-1");
    }

    @Test
    void showsAReportThatCanRunNothing() throws Exception {
        String path = "/api/evaluations/2026-11-24-001/report";
        assertThat(get(path).statusCode()).as("not written yet").isEqualTo(404);
        Files.writeString(workspace.resolve("report.html"), "<h1>Report</h1>");
        HttpResponse<String> report = get(path);
        assertThat(report.body()).isEqualTo("<h1>Report</h1>");
        assertThat(report.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .startsWith("sandbox;")
                .doesNotContain("script");
    }

    @Test
    void listensOnLoopbackOnlyWhileNobodyHasAnAccount() {
        assertThatThrownBy(() -> Studio.start("0.0.0.0", 0, data, books.database(), List.of()))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("nobody has an account");
    }

    @Test
    void endsWhileABrowserWatchesARun() throws Exception {
        var response =
                http.send(
                        request("/api/runs/" + SampleData.RUNNING + "/events").build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        long start = System.nanoTime();
        studio.close();
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(5);
        response.body().close();
    }
}
