// SPDX-License-Identifier: Apache-2.0
// verbatim-verify: checks one proof file. All of the work is verify/; this file reads, prints and sets the exit code.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "verify/proof_file.h"
#include "verify/verify.h"

namespace {

using verbatim::verify::printable;

constexpr int kProved = 0;
constexpr int kNotProved = 1;
constexpr int kUsage = 2;

constexpr std::string_view kHelp =
    R"(verbatim-verify: checks that a message is in a Verbatim case, without the case and without a network.

Usage: verbatim-verify FILE.proof [--key KEY] [--json]

  FILE.proof   the proof, made by `verbatim prove`; "-" reads it from standard input
  --key KEY    the public key of the case, as text (name+hash+base64) or as a file that holds it.
               Get it from the keeper of the case by another way than the proof. Without it the proof is
               checked under the key that the file itself names, and the result says so.
  --json       one line of JSON instead of text
  --help       this text
  --version    the version

Exit code: 0 proved, 1 not proved, 2 wrong usage or a file that cannot be read.

Examples:
  verbatim-verify message-17.proof
  verbatim-verify message-17.proof --key 'example.org/case+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
  verbatim-verify message-17.proof --key case.pub --json

What the result means: docs/proofs.md. A second, independent verifier: verifier/verify.py.
)";

struct Arguments {
    std::string file;
    std::string key;
    bool json = false;
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

int run(const Arguments& arguments) {
    verbatim::verify::VerifyOptions options;
    if (!arguments.key.empty()) {
        const auto key = read_key(arguments.key);
        if (!key) {
            return usage("cannot read the key " + arguments.key);
        }
        options.trusted_key = *key;
    }
    const auto bytes = read_file(arguments.file, verbatim::verify::kProofBytesMax);
    if (!bytes) {
        return usage("cannot read " + arguments.file + " (missing, unreadable or larger than 1 GiB)");
    }
    const auto report = verbatim::verify::verify_proof(*bytes, options);
    if (!report) {
        return usage(report.error().to_string());
    }
    std::cout << (arguments.json ? report->to_json() + "\n" : report->to_text()) << std::flush;
    if (!std::cout) {
        return usage("cannot write the result");
    }
    return report->proved ? kProved : kNotProved;
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
            std::cout << "verbatim-verify " VERBATIM_VERSION ", proof format v1\n";
            return kProved;
        }
        if (argument == "--json") {
            arguments.json = true;
        } else if (argument == "--key" && i + 1 < argc && *argv[i + 1] != '\0') {
            arguments.key = argv[++i];
        } else if (argument.starts_with("--key=") && argument.size() > 6) {
            arguments.key = argument.substr(6);
        } else if ((argument.starts_with("-") && argument != "-") || argument.empty()) {
            return usage("unknown or incomplete option " + std::string(argument));
        } else if (!arguments.file.empty()) {
            return usage("more than one proof file");
        } else {
            arguments.file = argument;
        }
    }
    if (arguments.file.empty()) {
        return usage("no proof file");
    }
    try {
        return run(arguments);
    } catch (const std::exception& error) {
        return usage(error.what());
    }
}
