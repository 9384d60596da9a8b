// SPDX-License-Identifier: Apache-2.0
// A server's archive: one object after another, of direct chats alone. The server knows no gaps of phones and had no
// burn time, but kept nothing from before the window; its clock is right.
#include "scenario/row_json.h"
#include "scenario/sinks.h"

namespace verbatim::scenario {
namespace {

constexpr std::string_view kServer = "@veil.example";

class JabberSink final : public Sink {
  public:
    JabberSink(const SinkParts& parts, OutputFile file)
        : world_(parts.world), states_zone_(!world_->options().defects.on(Defect::d15)), file_(std::move(file)) {}

    void write(const Sighting&) override {}

    void message(const Event& event) override {
        if (event.is_group || event.sent_ms < kWindowBegin) {
            return;
        }
        Cursor cursor = file_.room(kRowBytesMax);
        cursor.put("{\n  \"synthetic\": true,\n  \"ts\": \"");
        put_time(cursor, dates_, {event.sent_ms, 0, states_zone_});
        cursor.put("\",\n  \"from\": \"");
        cursor.put(handle(event, event.sender));
        cursor.put(kServer);
        cursor.put("/phone\",\n  \"to\": \"");
        cursor.put(handle(event, event.sender == 0 ? 1 : 0));
        cursor.put(kServer);
        cursor.put("\",\n  \"body\": \"");
        cursor.put(event.is_encrypted ? std::string_view() : event.text);
        if (event.is_encrypted) {
            cursor.put("\",\n  \"encrypted_bytes\": \"");
            cursor.number((event.text.size() / 16 + 1) * 16);
        }
        cursor.put("\",\n  \"id\": \"");
        cursor.hex(event.native_id, kNativeIdDigits);
        cursor.put("\"\n}\n");
        file_.commit(cursor);
    }

    Result<void> end_hour(int64_t) override { return file_.check(); }
    Result<void> finish() override { return file_.close(); }

  private:
    std::string_view handle(const Event& event, size_t member) const {
        return world_->handle(world_->phones()[event.phones[member]].handle);
    }

    const World* world_;
    bool states_zone_;
    OutputFile file_;
    Dates dates_;
};

}  // namespace

Result<std::unique_ptr<Sink>> make_jabber_sink(const SinkParts& parts) {
    VB_TRY(io::make_directories(parts.folder + "/jabber"));
    VB_TRY_ASSIGN(OutputFile file, OutputFile::create(parts.folder + "/jabber/synthetic-server-dump.json"));
    return std::make_unique<JabberSink>(parts, std::move(file));
}

}  // namespace verbatim::scenario
