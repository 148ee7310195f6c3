package ai.inhouse.web;

import ai.inhouse.base.Hash;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The studio's own files and the two libraries it uses, from the class path. Only names listed
/// here are served.
final class Assets {
    private static final String PREACT = "/META-INF/resources/webjars/preact/10.28.0/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final Map<String, String> LIBRARIES =
            Map.of(
                    "preact.js", PREACT + "dist/preact.module.js",
                    "hooks.js", PREACT + "hooks/dist/hooks.module.js",
                    "uplot.js", UPLOT + "uPlot.esm.js",
                    "uplot.css", UPLOT + "uPlot.min.css");
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "svg", "image/svg+xml");

    private final Map<String, Asset> read = new ConcurrentHashMap<>();

    private record Asset(byte[] bytes, String type, String etag) {}

    /// A file of the studio: a plain name, without folders.
    void own(Context request, String name) {
        if (!name.matches("[a-z-]+\\.(html|js|css|svg)")) {
            throw new NotFoundResponse();
        }
        send(request, "studio/" + name);
    }

    void library(Context request, String name) {
        String resource = LIBRARIES.get(name);
        if (resource == null) {
            throw new NotFoundResponse();
        }
        send(request, resource);
    }

    private void send(Context request, String resource) {
        Asset asset = read.computeIfAbsent(resource, Assets::read);
        request.header("ETag", asset.etag()).header("Cache-Control", "no-cache");
        if (asset.etag().equals(request.header("If-None-Match"))) {
            request.status(304);
        } else {
            request.contentType(asset.type()).result(asset.bytes());
        }
    }

    private static Asset read(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new NotFoundResponse();
            }
            byte[] bytes = resolved(in.readAllBytes(), resource);
            String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
            return new Asset(bytes, String.valueOf(type), "\"" + Hash.of(bytes).brief() + "\"");
        } catch (IOException e) {
            throw new NotFoundResponse();
        }
    }

    /// The hooks import the bare name `preact`, which a browser resolves only by an import map; a
    /// strict content security policy has no place for one, so the name becomes a path here.
    private static byte[] resolved(byte[] bytes, String resource) {
        if (!resource.contains("/hooks/")) {
            return bytes;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.replace("from\"preact\"", "from\"./preact.js\"")
                .getBytes(StandardCharsets.UTF_8);
    }
}
