// SPDX-License-Identifier: Apache-2.0
// Destruction: carries out the last tombstone, from wherever it was left (docs/destroy.md, section 5).
//
// Each step may be repeated: what is done already is left as it is. Without the store only the steps before it are
// taken, and the tombstone stays under way.
#pragma once

#include <string>

#include "app/case.h"
#include "app/internal/parts.h"

namespace verbatim::app {

class Destruction {
  public:
    Destruction(Case::Parts& parts, const ingest::Control& control) : parts_(parts), control_(control) {}

    // Notes what to search for, then signs; from then on there is no way back.
    Result<void> begin(const DestroyPlan& plan, const std::string& time);
    // Everything after that. The text of the report, empty without the store.
    Result<std::string> carry_out();
    // On opening, before anything is read: what a crash left half written.
    Result<void> settle();
    // carry_out() for a case just opened; says so in recovered.
    Result<void> resume();

  private:
    const note::Tombstone& tombstone() const { return parts_.tombstones.back().tombstone; }
    Result<void> objects();
    Result<void> object(const note::DestroyedObject& object);
    Result<void> findings();
    Result<void> rows();
    Result<void> temporaries();
    Result<std::string> search();
    Result<void> wipe_work();
    std::string work_path() const;
    std::string report_path() const;
    bool progress(std::string_view stage, uint64_t bytes) const;

    Case::Parts& parts_;
    ingest::Control control_;
};

}  // namespace verbatim::app
