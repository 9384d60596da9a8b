// SPDX-License-Identifier: Apache-2.0
#include "crypto/timestamp.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <array>
#include <cstdio>
#include <ctime>
#include <memory>

namespace verbatim::crypto {
namespace {

constexpr long kGranted = 0;
constexpr long kGrantedWithMods = 1;

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* value) const {
        Free(value);
    }
};
using Request = std::unique_ptr<TS_REQ, Deleter<TS_REQ_free>>;
using Imprint = std::unique_ptr<TS_MSG_IMPRINT, Deleter<TS_MSG_IMPRINT_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, Deleter<X509_ALGOR_free>>;
using Response = std::unique_ptr<TS_RESP, Deleter<TS_RESP_free>>;
using Store = std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Context = std::unique_ptr<TS_VERIFY_CTX, Deleter<TS_VERIFY_CTX_free>>;

Error malformed(std::string what) {
    return {Code::malformed, std::move(what), {"time stamp", {}}, {}};
}

Error integrity(std::string what) {
    return {Code::integrity, std::move(what), {"time stamp", {}}, {}};
}

bool is_over(TS_TST_INFO* info, const Hash& hash) {
    TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info);
    const ASN1_OBJECT* algorithm = nullptr;
    X509_ALGOR_get0(&algorithm, nullptr, nullptr, TS_MSG_IMPRINT_get_algo(imprint));
    const ASN1_OCTET_STRING* bytes = TS_MSG_IMPRINT_get_msg(imprint);
    const auto size = static_cast<size_t>(ASN1_STRING_length(bytes));
    return OBJ_obj2nid(algorithm) == NID_sha256 &&
           as_text({ASN1_STRING_get0_data(bytes), size}) == as_text(hash.span());
}

Result<Store> load_trusted(std::string_view pem, std::time_t at) {
    Store store(X509_STORE_new());
    const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    size_t count = 0;
    while (const Certificate certificate{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)}) {
        X509_STORE_add_cert(store.get(), certificate.get());
        ++count;
    }
    ERR_clear_error();
    if (count == 0) {
        return Error{Code::usage, "no certificate in PEM in the file of trusted certificates", {}, {}};
    }
    X509_VERIFY_PARAM* parameters = X509_STORE_get0_param(store.get());
    X509_VERIFY_PARAM_set_time(parameters, at);
    return store;
}

Result<void> check_chain(TS_RESP* response, const Hash& hash, std::string_view trusted_pem, std::time_t at) {
    VB_TRY_ASSIGN(Store store, load_trusted(trusted_pem, at));
    const Context context(TS_VERIFY_CTX_new());
    auto* imprint = static_cast<unsigned char*>(OPENSSL_memdup(hash.bytes.data(), hash.bytes.size()));
    TS_VERIFY_CTX_set_flags(context.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_IMPRINT);
    TS_VERIFY_CTX_set_store(context.get(), store.release());         // which it frees
    TS_VERIFY_CTX_set_imprint(context.get(), imprint, Hash::kSize);  // and this
    if (TS_RESP_verify_response(context.get(), response) != 1) {
        const char* reason = ERR_reason_error_string(ERR_peek_last_error());
        const std::string what = reason == nullptr ? "unknown reason" : reason;
        ERR_clear_error();
        return integrity("signature or certificate chain does not verify: " + what);
    }
    return {};
}

}  // namespace

Result<std::string> timestamp_request(const Hash& hash) {
    const Request request(TS_REQ_new());
    const Imprint imprint(TS_MSG_IMPRINT_new());
    const Algorithm algorithm(X509_ALGOR_new());
    std::string bytes;
    Hash message = hash;
    bool made = request && imprint && algorithm &&
                X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr) == 1 &&
                TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get()) == 1 &&
                TS_MSG_IMPRINT_set_msg(imprint.get(), message.bytes.data(), Hash::kSize) == 1 &&
                TS_REQ_set_version(request.get(), 1) == 1 &&
                TS_REQ_set_msg_imprint(request.get(), imprint.get()) == 1 && TS_REQ_set_cert_req(request.get(), 1) == 1;
    const int size = made ? i2d_TS_REQ(request.get(), nullptr) : -1;
    if (size > 0) {
        bytes.resize(static_cast<size_t>(size));
        auto* out = reinterpret_cast<unsigned char*>(bytes.data());
        made = i2d_TS_REQ(request.get(), &out) == size;
    }
    if (!made || size <= 0) {
        return Error{Code::internal, "OpenSSL cannot make a time-stamp request", {"time stamp", {}}, {}};
    }
    return bytes;
}

Result<Timestamp> check_timestamp(Bytes response, const Hash& hash, std::string_view trusted_pem) {
    const unsigned char* at = response.data();
    const Response parsed(d2i_TS_RESP(nullptr, &at, static_cast<long>(response.size())));
    ERR_clear_error();
    if (!parsed || at != response.data() + response.size()) {
        return malformed("the file is not one time-stamp response");
    }
    const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(parsed.get())));
    TS_TST_INFO* info = TS_RESP_get_tst_info(parsed.get());
    if ((status != kGranted && status != kGrantedWithMods) || info == nullptr) {
        return malformed("the time stamp was not granted");
    }
    if (!is_over(info, hash)) {
        return integrity("the time stamp is over another hash");
    }
    std::tm moment{};
    if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &moment) != 1) {
        return malformed("the time of the time stamp cannot be read");
    }
    std::array<char, 32> text;
    const size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &moment);
    if (!trusted_pem.empty()) {
        VB_TRY(check_chain(parsed.get(), hash, trusted_pem, timegm(&moment)));
    }
    return Timestamp{std::string(text.data(), size), !trusted_pem.empty()};
}

}  // namespace verbatim::crypto
