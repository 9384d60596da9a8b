// SPDX-License-Identifier: Apache-2.0
#include "server/pages.h"

#include "server/web_files.h"

namespace verbatim::server {
namespace {

// The review app is tested under this policy (docs/web.md).
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'";

constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".woff2", "font/woff2"},
    {".json", "application/json"},
    {".txt", "text/plain; charset=utf-8"},
};

constexpr std::string_view kNoApp =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Verbatim</title><h1>Verbatim</h1>"
    "<p>This server answers the programming interface under <code>/api/v1</code>. The review app was not built into "
    "it: build with <code>scripts/build-web.sh</code> and <code>-DVERBATIM_WEB=FILE</code>.</p></html>\n";

std::string_view type_of(std::string_view path) {
    for (const auto& [ending, type] : kTypes) {
        if (path.ends_with(ending)) {
            return type;
        }
    }
    return "application/octet-stream";
}

}  // namespace

std::optional<http::Response> page(std::string_view path) {
    const std::string_view wanted = path == "/" ? "/index.html" : path;
    for (const EmbeddedFile& file : embedded_files()) {
        if (file.path == wanted) {
            http::Response out{200, std::string(type_of(wanted)), std::string(file.content), {}};
            if (wanted.starts_with("/assets/")) {  // their names change with their content
                out.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
            }
            return out;
        }
    }
    if (wanted == "/index.html") {
        return http::Response{200, "text/html; charset=utf-8", std::string(kNoApp), {}};
    }
    return std::nullopt;
}

std::vector<std::pair<std::string, std::string>> security_headers(bool over_tls) {
    std::vector<std::pair<std::string, std::string>> out = {
        {"Content-Security-Policy", std::string(kPolicy)},
        {"X-Frame-Options", "DENY"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), geolocation=(), microphone=()"},
    };
    if (over_tls) {
        out.emplace_back("Strict-Transport-Security", "max-age=31536000");
    }
    return out;
}

}  // namespace verbatim::server
