#include "app/window/queued_tests.h"

#include "core/base/atomic_file.h"
#include "widgets/base/text.h"
#include "widgets/session/session.h"

#include <nlohmann/json.hpp>

namespace modalscope {
namespace {

using Json = nlohmann::json;

std::filesystem::path fileOf(const Session& session)
{
    return session.workspace() / "queued_tests.json";
}

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
    const auto& run = session.run(id)->run;
    QueuedRun test;
    test.id = testId(id, retest);
    test.title = fromQt(QObject::tr("Test again: %1").arg(toQt(runTitle(run.experiment))));
    test.request.experiment = run.experiment;
    test.request.experiment.dataset = datasetFile(run);
    test.request.folder = run.folder;
    test.fingerprint = run.origin.datasetFingerprint;
    for (const auto& one : session.datasets())
        if (one.dataset && one.dataset->fingerprint == test.fingerprint)
            test.request.dataset = one.dataset;
    test.retest = retest;
    test.state = state;
    return session.queue().add(std::move(test));
}

KeptTests::KeptTests(Session& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
{
    m_soon.setSingleShot(true); // many at once are written once
    const auto soon = [this] { m_soon.start(0); };
    connect(&m_soon, &QTimer::timeout, this, &KeptTests::store);
    connect(&session.queue(), &RunQueue::listChanged, this, soon);
    connect(&session.queue(), &RunQueue::runEnded, this, soon);
    connect(&session, &Session::changed, this, [this](const SessionChange& change) {
        if (std::holds_alternative<WorkspaceChanged>(change)) {
            m_isRead = false;
            m_stored.clear();
        }
        if (!m_isRead && m_session.hasWorkspace() && !m_session.isReadingRuns()
            && std::holds_alternative<RunsChanged>(change))
            bringBack();
    });
}

void KeptTests::bringBack()
{
    m_isRead = true;
    const auto text = readFile(fileOf(m_session));
    if (!text)
        return;
    m_stored = text.value();
    int held = 0;
    for (const auto& [id, retest] : testsIn(m_stored))
        held += queueTest(m_session, id, retest, QueueState::Held);
    if (held > 0)
        m_session.addProblem({Problem::Severity::Warning,
            fromQt(tr("%1 queued by an earlier start, and held now: resume in the queue")
                       .arg(counted(held, tr("test was"), tr("tests were")))),
            {}, {}, 0});
}

void KeptTests::store()
{
    const auto& queue = m_session.queue();
    if (!m_isRead || queue.isStoppedForLater()) // what is stopped now goes on at the next start
        return;
    auto tests = Json::array();
    for (int i = 0; i < queue.size(); ++i)
        if (const auto& one = queue.at(i); one.retest && !isDone(one.state))
            tests.push_back(testJson(one));
    const auto text = tests.empty() ? std::string() : Json{{"format", 1}, {"tests", tests}}.dump(1) + "\n";
    if (text == m_stored)
        return;
    m_stored = text;
    m_disk.add([file = fileOf(m_session), text](const RunContext&) -> Result<void> {
        if (!text.empty())
            return writeFileAtomically(file, text);
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
        return {};
    });
}

} // namespace modalscope
