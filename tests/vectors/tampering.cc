// SPDX-License-Identifier: Apache-2.0
#include "maker.h"

namespace verbatim::vectors {
namespace {

struct Line {
    size_t begin;
    size_t size;  // without the newline
    std::string name;
};

// Lines by what they are: "group 3", "hash 2", "checkpoint size" ...
std::vector<Line> lines_of(const std::string& proof) {
    std::vector<Line> lines;
    size_t hashes = 0;
    size_t after_index = 0;  // empty lines seen since the index line, plus one
    size_t checkpoint_line = 0;
    for (size_t begin = 0; begin < proof.size();) {
        const size_t end = proof.find('\n', begin);
        const std::string text = proof.substr(begin, end - begin);
        std::string name = text.substr(0, text.find(' '));
        if (name == "group" || name == "chunk") {
            name = text.substr(0, text.find(' ', 6));
        } else if (name == "index") {
            after_index = 1;
        } else if (after_index == 1) {
            name = text.empty() ? "empty line before the checkpoint" : "hash " + std::to_string(hashes++);
            after_index += text.empty() ? 1 : 0;
        } else if (after_index == 2) {
            const char* const kNames[] = {"origin", "tree size", "root hash", "empty line before the signature",
                                          "signature"};
            name = kNames[checkpoint_line++];
        } else if (text.empty()) {
            name = "empty line before the log's proof";
        }
        lines.push_back({begin, end - begin, name});
        begin = end + 1;
    }
    return lines;
}

// Another character of the same kind, so that the form stays right where it can.
char other(char c) {
    switch (c) {
        case '0':
            return '1';
        case '9':
            return '8';
        case 'Z':
            return 'Y';
        case 'z':
            return 'y';
        default:
            return c >= '0' && c < 'z' ? static_cast<char>(c + 1) : 'A';
    }
}

}  // namespace

std::vector<Edit> tampering(const std::string& proof) {
    std::vector<Edit> edits;
    const auto lines = lines_of(proof);
    for (size_t i = 0; i < lines.size(); ++i) {
        const Line& line = lines[i];
        const std::string whole = proof.substr(line.begin, line.size + 1);
        edits.push_back({"deleted " + line.name, line.begin, whole.size(), ""});
        edits.push_back({"doubled " + line.name, line.begin, 0, whole});
        if (i + 1 < lines.size()) {
            const std::string next = proof.substr(lines[i + 1].begin, lines[i + 1].size + 1);
            edits.push_back({"swapped " + line.name + " and " + lines[i + 1].name, line.begin,
                             whole.size() + next.size(), next + whole});
        }
        edits.push_back({"cut after " + line.name, line.begin + whole.size() - 1, proof.size(), ""});
        // One character of each word, a little after its middle.
        size_t word = 0;
        for (size_t at = line.begin; at < line.begin + line.size;) {
            const size_t end = std::min(proof.find(' ', at), line.begin + line.size);
            const size_t middle = at + (end - at) * 3 / 5;
            edits.push_back({"changed word " + std::to_string(word++) + " of " + line.name, middle, 1,
                             std::string(1, other(proof[middle]))});
            at = end + 1;
        }
        if (line.size > 0) {
            edits.push_back({"space after " + line.name, line.begin + line.size, 0, " "});
            edits.push_back({"carriage return after " + line.name, line.begin + line.size, 0, "\r"});
        }
    }
    edits.push_back({"garbage before", 0, 0, "x\n"});
    edits.push_back({"empty line before", 0, 0, "\n"});
    edits.push_back({"byte order mark before", 0, 0, "\xef\xbb\xbf"});
    edits.push_back({"garbage after", proof.size(), 0, "x\n"});
    edits.push_back({"empty line after", proof.size(), 0, "\n"});
    edits.push_back({"NUL after", proof.size(), 0, std::string(1, '\0')});
    edits.push_back({"nothing at all", 0, proof.size(), ""});
    return edits;
}

}  // namespace verbatim::vectors
