#include "app/window/queued_tests.h"

#include "widgets/base/text.h"
#include "widgets/session/queue_entry.h"
#include "widgets/session/session.h"

#include <nlohmann/json.hpp>

namespace modalscope {
namespace {

using Json = nlohmann::json;

Json testJson(const QueuedRun& test)
{
    const auto& retest = *test.retest;
    return {{"run", test.request.folder.filename().string()}, {"missing_rates", retest.missingRates},
        {"protocol", retest.protocol ? std::string(toText(*retest.protocol)) : std::string()},
        {"modality", retest.hiddenModality}, {"subsets", retest.subsets},
        {"permutations", retest.permutations}};
}

/// What it cannot read it leaves out: the file is only a reminder.
std::vector<std::pair<std::string, Retest>> testsIn(const std::string& text)
{
    std::vector<std::pair<std::string, Retest>> tests;
    try {
        const auto json = Json::parse(text);
        for (const auto& one : json.at("tests")) {
            Retest retest;
            one.at("missing_rates").get_to(retest.missingRates);
            if (const auto protocol = one.at("protocol").get<std::string>(); !protocol.empty())
                retest.protocol = fromText<MissingProtocol>(protocol);
            one.at("modality").get_to(retest.hiddenModality);
            one.at("subsets").get_to(retest.subsets);
            one.at("permutations").get_to(retest.permutations);
            if (checkRetest(retest))
                tests.emplace_back(one.at("run").get<std::string>(), std::move(retest));
        }
    } catch (const Json::exception&) {
        return tests;
    }
    return tests;
}

} // namespace

bool isFinished(const Session& session, const std::string& id)
{
    const auto* run = session.run(id);
    return run != nullptr && run->run.condition == RunCondition::Finished && !run->run.metrics.isNull();
}

bool queueTest(Session& session, const std::string& id, const Retest& retest, QueueState state)
{
    if (!isFinished(session, id))
        return false;
    auto test = queueEntry(session, session.run(id)->run);
    test.id = testId(id, retest);
    test.title = fromQt(QObject::tr("Test again: %1").arg(toQt(test.title)));
    test.retest = retest;
    test.state = state;
    return session.queue().add(std::move(test));
}

KeptQueue* keepTests(Session& session, QObject* parent)
{
    return new KeptQueue(session,
        {.file = "queued_tests.json",
            .list = "tests",
            .toJson = [](const QueuedRun& entry) { return entry.retest ? testJson(entry) : Json(); },
            .bringBack =
                [&session](const std::string& text) {
                    int held = 0;
                    for (const auto& [id, retest] : testsIn(text))
                        held += queueTest(session, id, retest, QueueState::Held);
                    return held;
                },
            .said =
                [](int held) {
                    return QObject::tr("%1 queued by an earlier start, and held now: resume in the queue")
                        .arg(counted(held, QObject::tr("test was"), QObject::tr("tests were")));
                }},
        parent);
}

} // namespace modalscope
