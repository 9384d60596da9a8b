// SPDX-License-Identifier: Apache-2.0
#include "app/witness_protocol.h"

#include <gtest/gtest.h>

#include "witness_sample.h"

namespace verbatim::app {
namespace {

class WitnessProtocolTest : public WitnessSample {
  protected:
    WitnessProtocolTest() : witness_(*Witness::open(folder())) { EXPECT_TRUE(witness_->trust(log().verifier())); }
    WitnessAnswer ask(const std::string& body) { return answer_add_checkpoint(*witness_, body, 1'700'000'000); }
    int status(const std::string& body) { return ask(body).status; }

    std::unique_ptr<Witness> witness_;
};

TEST_F(WitnessProtocolTest, SignsAndThenSaysItsSize) {
    const WitnessAnswer first = ask(request(0, 5));
    EXPECT_EQ(first.status, 200);
    EXPECT_TRUE(first.body.starts_with("— partner.example/witness ")) << first.body;
    EXPECT_TRUE(first.body.ends_with("\n"));
    for (const auto& stale : {request(0, 5), request(0, 9), request(4, 9)}) {
        const WitnessAnswer answer = ask(stale);
        EXPECT_EQ(answer.status, 409);
        EXPECT_EQ(answer.content_type, "text/x.tlog.size");
        EXPECT_EQ(answer.body, "5\n");
    }
    EXPECT_EQ(status(request(5, 5)), 200);  // the same again
    EXPECT_EQ(status(request(5, 9)), 200);
}

TEST_F(WitnessProtocolTest, EveryRefusalHasItsStatus) {
    EXPECT_EQ(status(request(0, 13)), 200);
    EXPECT_EQ(status(request(13, 20, 12)), 422);  // another history
    const WitnessAnswer same_size = ask(request(13, 13, 12));
    EXPECT_EQ(same_size.status, 409);
    EXPECT_NE(same_size.content_type, "text/x.tlog.size");  // no size would help
    EXPECT_EQ(status(with_old(request(0, 5), 6)), 400);     // behind its own end
    EXPECT_EQ(status(with_old(request(0, 5), 13)), 400);    // smaller than what was signed
    EXPECT_EQ(status(with_proof(request(13, 20), 1)), 422);
    EXPECT_EQ(status(with_proof(request(13, 13), 1)), 422);
    EXPECT_EQ(status(request(13, 20)), 200);  // none of it has changed what the witness knows
}

TEST_F(WitnessProtocolTest, LogsAreKeptApart) {
    const note::Signer other = *note::Signer::generate("example.org/other");
    EXPECT_EQ(status(request(0, 5, UINT64_MAX, &other)), 404);
    ASSERT_TRUE(witness_->trust(other.verifier()));
    EXPECT_EQ(status(request(0, 13)), 200);
    EXPECT_EQ(status(request(0, 5, 2, &other)), 200);
    EXPECT_EQ(ask(request(0, 20)).body, "13\n");
    EXPECT_EQ(ask(request(0, 20, 2, &other)).body, "5\n");
    // A stranger who takes the name of a log that is trusted.
    const note::Signer stranger = *note::Signer::generate("example.org/other");
    EXPECT_EQ(status(request(5, 9, 2, &stranger)), 403);
}

TEST_F(WitnessProtocolTest, HostileBodiesAreMalformed) {
    const std::string good = request(0, 5);
    for (size_t size = 0; size < good.size(); ++size) {
        const int found = status(good.substr(0, size));
        EXPECT_TRUE(found == 400 || found == 403) << size << " bytes: " << found;
    }
    for (size_t at = 0; at < good.size(); ++at) {
        for (const char c : {'\0', '\n', '\xff', ' '}) {
            std::string bad = good;
            bad[at] = c;
            if (bad == good) {
                continue;
            }
            const int found = status(bad);
            EXPECT_TRUE(found == 400 || found == 403 || found == 404) << "byte " << at << ": " << found;
        }
    }
    EXPECT_EQ(status(std::string(100'000, '\n')), 400);
    EXPECT_EQ(status("old 18446744073709551616\n\n" + good.substr(good.find("\n\n") + 2)), 400);
    EXPECT_EQ(status(good), 200);  // and nothing of all that was signed before
}

}  // namespace
}  // namespace verbatim::app
