// SPDX-License-Identifier: Apache-2.0
// verbatim-verify: checks one proof file or bundle. All of the work is verify/; this file reads, prints and sets the
// exit code.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "verify/audit_export.h"
#include "verify/bundle.h"
#include "verify/proof_file.h"
#include "verify/verify.h"

namespace {

using verbatim::verify::printable;

constexpr int kProved = 0;
constexpr int kNotProved = 1;
constexpr int kUsage = 2;

constexpr std::string_view kHelp =
    R"(verbatim-verify: checks a disclosure bundle, a single message or an audit log of a Verbatim case, without the case
and without a network, and says in plain words what was proved, what was not, and under whose key.

Usage: verbatim-verify FILE [--key KEY] [--json]
       verbatim-verify BUNDLE.zip [--witness-key KEY] [--tsa-ca CERTIFICATES] [--opening FILE] ...

  FILE                   a bundle (.zip) made by `verbatim disclose`, a proof (.proof) made by `verbatim prove`, or an
                         audit log made by `verbatim audit export`, whose altered and missing entries are named;
                         "-" reads a proof from standard input
  --key KEY              the public key of the case, as text (name+hash+base64) or as a file that holds it.
                         Get it from the keeper of the case by another way than the file. Without it the file is
                         checked under the key that it names itself, and the result says so.
  --witness-key KEY      a witness that must have cosigned the log; may be given several times (bundles)
  --tsa-ca CERTIFICATES  a PEM file: certificates that the time stamp must lead to (bundles)
  --opening FILE         withheld parts that were shown later: check that they fit the bundle
  --json                 one line of JSON instead of text
  --help                 this text
  --version              the version

Exit code: 0 proved, 1 not proved, 2 wrong usage or a file that cannot be read.

Examples:
  verbatim-verify bundle.zip
  verbatim-verify bundle.zip --key case.pub --tsa-ca authority.pem
  verbatim-verify bundle.zip --key case.pub --opening released.opening
  verbatim-verify message-17.proof --key 'example.org/case+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'

What the result means: docs/bundle.md, docs/proofs.md, docs/audit.md. A second, independent verifier: verifier/verify.py.
)";

constexpr uint64_t kSmallBytesMax = 1 << 20;
constexpr uint64_t kOpeningBytesMax = uint64_t{1} << 30;

struct Arguments {
    std::string file;
    std::string key;
    std::vector<std::string> witness_keys;
    std::string tsa_ca;
    std::string opening;
    bool json = false;

    bool only_for_bundles() const { return !witness_keys.empty() || !tsa_ca.empty() || !opening.empty(); }
};

int usage(const std::string& what) {
    std::cerr << "verbatim-verify: " << printable(what) << "\nTry `verbatim-verify --help`.\n";
    return kUsage;
}

std::optional<std::string> read_all(std::istream& in, uint64_t bytes_max) {
    std::string bytes;
    std::vector<char> buffer(1 << 16);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
        bytes.append(buffer.data(), static_cast<size_t>(in.gcount()));
        if (bytes.size() > bytes_max) {
            return std::nullopt;
        }
    }
    return in.bad() ? std::nullopt : std::optional(std::move(bytes));
}

std::optional<std::string> read_file(const std::string& path, uint64_t bytes_max) {
    if (path == "-") {
        return read_all(std::cin, bytes_max);
    }
    std::ifstream file(path, std::ios::binary);
    return file ? read_all(file, bytes_max) : std::nullopt;
}

// Text of a key, or a file with that text in its first line.
std::optional<std::string> read_key(const std::string& argument) {
    constexpr uint64_t kKeyBytesMax = 4096;
    if (std::ifstream file(argument, std::ios::binary); file) {
        auto text = read_all(file, kKeyBytesMax);
        return text ? std::optional(text->substr(0, text->find_first_of("\r\n"))) : std::nullopt;
    }
    return argument.find('+') != std::string::npos ? std::optional(argument) : std::nullopt;
}

template <class Report>
int print(const Report& report, bool json) {
    std::cout << (json ? report.to_json() + "\n" : report.to_text()) << std::flush;
    if (!std::cout) {
        return usage("cannot write the result");
    }
    return report.proved ? kProved : kNotProved;
}

int run_proof(const Arguments& arguments, const std::string& key) {
    if (arguments.only_for_bundles()) {
        return usage("--witness-key, --tsa-ca and --opening are for bundles, not for proof files");
    }
    const auto bytes = read_file(arguments.file, verbatim::verify::kProofBytesMax);
    if (!bytes) {
        return usage("cannot read " + arguments.file + " (missing, unreadable or larger than 1 GiB)");
    }
    const auto report = verbatim::verify::verify_proof(*bytes, {key});
    return report ? print(*report, arguments.json) : usage(report.error().to_string());
}

int run_bundle(const Arguments& arguments, const std::string& key) {
    verbatim::verify::BundleOptions options;
    options.trusted_key = key;
    for (const std::string& argument : arguments.witness_keys) {
        const auto witness = read_key(argument);
        if (!witness) {
            return usage("cannot read the key " + argument);
        }
        options.witness_keys.push_back(*witness);
    }
    if (!arguments.tsa_ca.empty()) {
        const auto certificates = read_file(arguments.tsa_ca, kSmallBytesMax);
        if (!certificates || certificates->empty()) {
            return usage("cannot read the certificates " + arguments.tsa_ca);
        }
        options.tsa_certificates = *certificates;
    }
    if (!arguments.opening.empty()) {
        options.opening = read_file(arguments.opening, kOpeningBytesMax);
        if (!options.opening) {
            return usage("cannot read the opening " + arguments.opening);
        }
    }
    const auto file = verbatim::verify::FileSource::open(arguments.file);
    if (!file) {
        return usage(file.error().to_string());
    }
    const auto report = verbatim::verify::verify_bundle(**file, options);
    return report ? print(*report, arguments.json) : usage(report.error().to_string());
}

int run_audit(const Arguments& arguments, const std::string& key) {
    if (arguments.only_for_bundles()) {
        return usage("--witness-key, --tsa-ca and --opening are for bundles, not for audit logs");
    }
    const auto file = verbatim::verify::FileSource::open(arguments.file);
    if (!file) {
        return usage(file.error().to_string());
    }
    const auto report = verbatim::verify::verify_audit_export(**file, key, {});
    return report ? print(*report, arguments.json) : usage(report.error().to_string());
}

int run(const Arguments& arguments) {
    std::string key;
    if (!arguments.key.empty()) {
        const auto read = read_key(arguments.key);
        if (!read) {
            return usage("cannot read the key " + arguments.key);
        }
        key = *read;
    }
    if (arguments.file == "-") {
        return run_proof(arguments, key);
    }
    std::ifstream file(arguments.file, std::ios::binary);
    std::string first(verbatim::verify::kAuditExportHead.size(), '\0');
    file.read(first.data(), static_cast<std::streamsize>(first.size()));
    if (!file.is_open()) {
        return usage("cannot read " + arguments.file);
    }
    if (verbatim::verify::is_audit_export(first)) {
        return run_audit(arguments, key);
    }
    return verbatim::verify::is_bundle(verbatim::as_bytes(first), arguments.file) ? run_bundle(arguments, key)
                                                                                  : run_proof(arguments, key);
}

// The value of `name VALUE` or `name=VALUE` at argv[i], not empty; moves i.
std::optional<std::string> option_value(std::string_view name, int argc, char** argv, int& i) {
    const std::string_view argument = argv[i];
    if (argument == name && i + 1 < argc && *argv[i + 1] != '\0') {
        return argv[++i];
    }
    if (argument.size() > name.size() + 1 && argument.starts_with(name) && argument[name.size()] == '=') {
        return std::string(argument.substr(name.size() + 1));
    }
    return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument == "--help" || argument == "-h") {
            std::cout << kHelp;
            return kProved;
        }
        if (argument == "--version") {
            std::cout << "verbatim-verify " VERBATIM_VERSION ", proof format v1, bundle format v1, audit export v1\n";
            return kProved;
        }
        if (argument == "--json") {
            arguments.json = true;
        } else if (const auto key = option_value("--key", argc, argv, i)) {
            arguments.key = *key;
        } else if (const auto witness = option_value("--witness-key", argc, argv, i)) {
            arguments.witness_keys.push_back(*witness);
        } else if (const auto certificates = option_value("--tsa-ca", argc, argv, i)) {
            arguments.tsa_ca = *certificates;
        } else if (const auto opening = option_value("--opening", argc, argv, i)) {
            arguments.opening = *opening;
        } else if ((argument.starts_with("-") && argument != "-") || argument.empty()) {
            return usage("unknown or incomplete option " + std::string(argument));
        } else if (!arguments.file.empty()) {
            return usage("more than one file");
        } else {
            arguments.file = argument;
        }
    }
    if (arguments.file.empty()) {
        return usage("no file to check");
    }
    try {
        return run(arguments);
    } catch (const std::exception& error) {
        return usage(error.what());
    }
}
