// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value or an Error. The whole house returns it; exceptions do not cross a module's face.
//
//   Result<File> file = File::open(path);
//   if (!file) return file.error();          // or: VB_TRY_ASSIGN(File file, File::open(path));
//   VB_TRY(write_all(*file, bytes));         // propagates the error of a Result<void>
//
// Ignoring a Result is a compile error; reading the value of a failed one aborts with a message (never undefined
// behaviour). Storage is tl::expected because clang 14 (fuzzing, tidy) has no std::expected.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

#include "base/error.h"

namespace verbatim {

[[noreturn]] void assertion_failed(const char* expression, const char* file, int line);

template <class T>
class [[nodiscard]] Result {
    static constexpr bool kVoid = std::is_void_v<T>;

  public:
    using value_type = T;

    Result() requires(kVoid) = default;
    // The constraint keeps it from hiding copy and move, which the check does not see.
    // NOLINTBEGIN(bugprone-forwarding-reference-overload)
    template <class U = T>
    requires(!kVoid && std::is_constructible_v<T, U&&> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error>) Result(U&& value)
        : storage_(std::forward<U>(value)) {}
    // NOLINTEND(bugprone-forwarding-reference-overload)
    Result(Error error) : storage_(tl::unexpect, std::move(error)) {}

    explicit operator bool() const { return storage_.has_value(); }
    bool ok() const { return storage_.has_value(); }

    const Error& error() const& {
        if (storage_) {
            assertion_failed("Result holds an error", __FILE__, __LINE__);
        }
        return storage_.error();
    }

    template <class U = T>
    requires(!kVoid) U& operator*() & {
        check();
        return *storage_;
    }
    template <class U = T>
    requires(!kVoid) const U& operator*() const& {
        check();
        return *storage_;
    }
    template <class U = T>
    requires(!kVoid) U && operator*() && {
        check();
        return std::move(*storage_);
    }
    template <class U = T>
    requires(!kVoid) U* operator->() {
        check();
        return &*storage_;
    }
    template <class U = T>
    requires(!kVoid) const U* operator->() const {
        check();
        return &*storage_;
    }

  private:
    void check() const {
        if (!storage_) {
            std::fprintf(stderr, "%s\n", storage_.error().to_string().c_str());
            assertion_failed("Result holds a value", __FILE__, __LINE__);
        }
    }
    tl::expected<T, Error> storage_;
};

}  // namespace verbatim

// Programmer errors abort, in release too: integrity over availability. Never on input.
#define VB_ASSERT(condition) \
    ((condition) ? static_cast<void>(0) : ::verbatim::assertion_failed(#condition, __FILE__, __LINE__))

#define VB_CONCAT_INNER(a, b) a##b
#define VB_CONCAT(a, b) VB_CONCAT_INNER(a, b)
// Names are made unique by a counter: an expression may hold a lambda that uses these macros itself.
// VB_TRY(expression): returns the error of a Result from the enclosing function.
#define VB_TRY(expression) VB_TRY_INNER(VB_CONCAT(vb_result_, __COUNTER__), expression)
#define VB_TRY_INNER(result, expression)           \
    do {                                           \
        if (auto result = (expression); !result) { \
            return result.error();                 \
        }                                          \
    } while (false)

// VB_TRY_ASSIGN(auto file, File::open(path)): declares or assigns the value, or returns the error.
#define VB_TRY_ASSIGN(target, expression) VB_TRY_ASSIGN_INNER(VB_CONCAT(vb_result_, __COUNTER__), target, expression)
#define VB_TRY_ASSIGN_INNER(result, target, expression) \
    auto result = (expression);                         \
    if (!result) {                                      \
        return result.error();                          \
    }                                                   \
    target = std::move(*result)
