// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "access/authorities.h"
#include "access/locks.h"

namespace verbatim::access {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kCase = "5f0c1e8a9b7d4c3e2a1f0b9c8d7e6f5a";
constexpr std::string_view kNow = "2026-11-24T12:00:00Z";

TEST(Roles, TableDeniesByDefault) {
    for (size_t at = 0; at < kOperations; ++at) {
        const auto operation = static_cast<Operation>(at);
        const bool messages = needs_authority(operation);
        EXPECT_FALSE(messages && permits(Role::administrator, operation)) << name(operation);
        EXPECT_FALSE(messages && permits(Role::data_protection_officer, operation)) << name(operation);
        EXPECT_EQ(permits(Role::filter_officer, operation) && operation == Operation::release,
                  operation == Operation::release);
    }
    for (size_t at = 0; at < kRoles; ++at) {
        const auto who = static_cast<Role>(at);
        EXPECT_EQ(role(name(who)), who);
        EXPECT_EQ(permits(who, Operation::read_defence_audit), who == Role::data_protection_officer);
        EXPECT_EQ(permits(who, Operation::disclose), who == Role::case_officer);
    }
    EXPECT_FALSE(role("boss"));
}

class AccessTest : public testing::Test {
  protected:
    AccessTest() : issuer_(*note::Signer::generate("court-of-x")) {
        std::string name = (fs::temp_directory_path() / "verbatim-access-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        names_.sources_of = [](uint64_t acquisition) -> Result<std::vector<uint32_t>> {
            return std::vector<uint32_t>{static_cast<uint32_t>(acquisition * 10)};
        };
    }
    ~AccessTest() override { fs::remove_all(folder_); }

    static Authority order(std::string id) {
        Authority out;
        out.case_id = kCase;
        out.id = std::move(id);
        out.issuer = "Court of X";
        out.reference = "12/3456";
        out.issued = out.begins = "2026-11-01T00:00:00Z";
        out.expires = "2026-12-01T00:00:00Z";
        out.roles = {Role::analyst};
        out.users = {"ada"};
        out.offences = {"trafficking"};
        out.handles = {"kilo"};
        return out;
    }
    std::string file(Authority authority) const { return *sign_authority(std::move(authority), issuer_); }
    void add(Authority authority) {
        const auto added = add_authority(folder_, kCase, file(std::move(authority)));
        ASSERT_TRUE(added) << added.error().to_string();
    }
    Decision decide(const Subject& subject, std::string_view id, std::string_view now = kNow,
                    Operation operation = Operation::search) {
        const auto known = Authorities::load(folder_, kCase);
        EXPECT_TRUE(known) << known.error().to_string();
        return *known->decide(subject, id, operation, now, names_);
    }

    std::string folder_;
    note::Signer issuer_;
    ScopeNames names_;
};

TEST_F(AccessTest, AuthorityHasOneSpelling) {
    Authority full = order("order-7");
    full.decision_by = "2026-11-14T00:00:00Z";
    full.acquisitions = {1, 2};
    full.sources = {7};
    full.period = {"2020-04-01T00:00:00Z", "2020-05-01T00:00:00Z"};
    full.terms = {"boxes OR kilo"};
    full.kinds = {"text"};
    full.territories = {"NL"};
    full.conditions = {"no privileged messages"};
    const auto bytes = sign_authority(full, issuer_);
    ASSERT_TRUE(bytes) << bytes.error().to_string();
    const auto read = open_authority(*bytes);
    ASSERT_TRUE(read);
    full.key = issuer_.verifier().to_string();
    EXPECT_EQ(*read, full);
    std::string altered = *bytes;
    altered.replace(altered.find("kilo"), 4, "lima");
    EXPECT_EQ(open_authority(altered).error().code, Code::integrity);
}

TEST_F(AccessTest, AuthorityMustSayWhoAndWhat) {
    const auto refused = [&](auto change) {
        Authority authority = order("x");
        change(authority);
        return !sign_authority(authority, issuer_);
    };
    EXPECT_TRUE(refused([](Authority& a) { a.roles.clear(), a.users.clear(); }));
    EXPECT_TRUE(refused([](Authority& a) { a.handles.clear(); }));
    EXPECT_TRUE(refused([](Authority& a) { a.offences.clear(); }));
    EXPECT_TRUE(refused([](Authority& a) { a.expires = a.begins; }));
    EXPECT_TRUE(refused([](Authority& a) { a.kinds = {"letters"}; }));
    EXPECT_TRUE(refused([](Authority& a) { a.terms = {"(open"}; }));
    EXPECT_TRUE(refused([](Authority& a) { a.issuer = "a\nrole examiner"; }));
}

TEST_F(AccessTest, OnlyKnownIssuersAreTaken) {
    EXPECT_EQ(add_authority(folder_, kCase, file(order("a"))).error().code, Code::denied);
    ASSERT_TRUE(add_issuer(folder_, issuer_.verifier()));
    EXPECT_TRUE(add_authority(folder_, kCase, file(order("a"))));
    EXPECT_EQ(add_authority(folder_, kCase, file(order("a"))).error().code, Code::conflict);
    Authority other = order("b");
    other.case_id[0] = '0';
    EXPECT_FALSE(add_authority(folder_, kCase, file(other)));
    // One that was put into the folder by hand is refused as a whole.
    const auto stranger = note::Signer::generate("nobody");
    std::ofstream(folder_ + "/authorities/0009.authority") << *sign_authority(order("c"), *stranger);
    EXPECT_EQ(Authorities::load(folder_, kCase).error().code, Code::integrity);
}

TEST_F(AccessTest, DecidesByRoleUserAndTime) {
    ASSERT_TRUE(add_issuer(folder_, issuer_.verifier()));
    add(order("a"));
    const Subject analyst{"bob", Role::analyst};
    EXPECT_TRUE(decide(analyst, "a").allowed);
    EXPECT_TRUE(decide({"ada", Role::examiner}, "a").allowed);
    EXPECT_FALSE(decide({"eve", Role::examiner}, "a").allowed);
    EXPECT_FALSE(decide({"ada", Role::administrator}, "a").allowed);
    EXPECT_FALSE(decide(analyst, "").allowed);
    EXPECT_FALSE(decide(analyst, "b").allowed);
    EXPECT_FALSE(decide(analyst, "a", "2026-10-31T23:59:59Z").allowed);
    EXPECT_FALSE(decide(analyst, "a", "2026-12-01T00:00:00Z").allowed);
    EXPECT_FALSE(decide(analyst, "a", kNow, Operation::disclose).allowed);
    EXPECT_EQ(decide(analyst, "b").scope, store::nothing());
    EXPECT_EQ(decide(analyst, "a").scope, store::all_of({store::any_of({store::value(store::Field::handle, "kilo")})}));
}

TEST_F(AccessTest, WithdrawnAuthorityIsClosed) {
    ASSERT_TRUE(add_issuer(folder_, issuer_.verifier()));
    add(order("a"));
    Withdrawal withdrawal{std::string(kCase), "a", "", "2026-11-20T00:00:00Z", "appeal"};
    const auto stranger = note::Signer::generate("nobody");
    EXPECT_EQ(add_withdrawal(folder_, kCase, *sign_withdrawal(withdrawal, *stranger)).error().code, Code::denied);
    ASSERT_TRUE(add_withdrawal(folder_, kCase, *sign_withdrawal(withdrawal, issuer_)));
    const Decision decision = decide({"bob", Role::analyst}, "a");
    EXPECT_FALSE(decision.allowed);
    EXPECT_NE(decision.why.find("appeal"), std::string::npos);
}

TEST_F(AccessTest, EmergencyLocksUnlessDecidedOn) {
    ASSERT_TRUE(add_issuer(folder_, issuer_.verifier()));
    Authority emergency = order("e");
    emergency.decision_by = "2026-11-15T00:00:00Z";
    add(emergency);
    const Subject analyst{"bob", Role::analyst};
    EXPECT_TRUE(decide(analyst, "e", "2026-11-14T23:59:59Z").allowed);
    EXPECT_FALSE(decide(analyst, "e", "2026-11-15T00:00:00Z").allowed);
    Authority decision = order("f");
    decision.confirms = "e";
    add(decision);
    EXPECT_TRUE(decide(analyst, "e").allowed);
}

TEST_F(AccessTest, ScopeHoldsWhatAQueryAsksOfOtherRows) {
    const store::Predicate scope = store::value(store::Field::handle, "kilo");
    const auto query = store::followed_within_messages(store::words("secret"), store::words("ok"), 3);
    const auto held = store::followed_within_messages(store::all_of({store::words("secret"), scope}),
                                                      store::all_of({store::words("ok"), scope}), 3);
    EXPECT_EQ(within(store::negation(query), scope), store::all_of({store::negation(held), scope}));
    EXPECT_EQ(within(query, store::everything()), query);
}

TEST_F(AccessTest, LocksStandUntilReleased) {
    const std::string time(kNow);
    ASSERT_TRUE(add_lock(folder_, {0, Lock::Kind::handle, "lawyer", time, "ada", "counsel"}));
    const auto second = add_lock(folder_, {0, Lock::Kind::records, "3 5", time, "ada", "counsel"});
    ASSERT_TRUE(second);
    EXPECT_EQ(second->number, 2U);
    EXPECT_FALSE(add_lock(folder_, {0, Lock::Kind::records, "3,5", time, "ada", "counsel"}));
    EXPECT_FALSE(add_lock(folder_, {0, Lock::Kind::handle, "lawyer", time, "ada", ""}));
    EXPECT_EQ(Locks::load(folder_)->in_force().size(), 2U);
    ASSERT_TRUE(add_release(folder_, {1, time, "filter", "not privileged"}));
    EXPECT_FALSE(add_release(folder_, {1, time, "filter", "again"}));
    const auto locks = Locks::load(folder_);
    EXPECT_EQ(*locks->unlocked({}),
              store::negation(store::any_of({store::any_of({store::seq_range(3, 4), store::seq_range(5, 6)})})));
    EXPECT_EQ(*Locks::load(folder_ + "/none")->unlocked({}), store::everything());
}

}  // namespace
}  // namespace verbatim::access
