#include "app/actions/run_actions.h"

#include "app/actions/named_action.h"
#include "app/window/inspector_panel.h"
#include "app/window/main_window.h"
#include "app/window/queued_adapters.h"
#include "app/window/queued_tests.h"
#include "app/window/test_again_dialog.h"
#include "app/window/workspace_opener.h"
#include "widgets/base/color_dot.h"
#include "widgets/base/palette.h"
#include "widgets/base/text.h"
#include "widgets/base/theme.h"
#include "widgets/session/job_panel.h"
#include "widgets/session/session.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QMenuBar>
#include <QUrl>

#include <algorithm>

namespace modalscope {
namespace {

constexpr int kColors = 8;

/// Of an imported run: says so under Problems.
bool saysNoNetwork(Session& session, const StoredRun& run)
{
    const auto has = checkHasNetwork(run.origin);
    if (!has)
        session.addProblem({Problem::Severity::Error, has.error().message, run.id(), {}, 0});
    return !has;
}

void rerun(Session& session)
{
    const auto* run = session.run(session.currentRun());
    if (run == nullptr || saysNoNetwork(session, run->run))
        return;
    auto draft = run->run.experiment;
    draft.dataset = datasetFile(run->run);
    std::error_code code;
    if (session.dataset(draft.dataset) == nullptr && std::filesystem::exists(draft.dataset, code))
        session.openDataset(draft.dataset);
    session.setDraft(draft);
    session.requestPage("experiment");
}

bool canTestAgain(const Session& session)
{
    return std::ranges::any_of(
        session.selectedRuns(), [&](const auto& id) { return isFinished(session, id); });
}

void testAgain(MainWindow& window)
{
    auto& session = window.session();
    std::vector<StoredRun> runs;
    for (const auto& id : session.selectedRuns())
        if (isFinished(session, id) && !saysNoNetwork(session, session.run(id)->run))
            runs.push_back(session.run(id)->run);
    if (runs.empty())
        return;
    auto* dialog = new TestAgainDialog(runs, &window);
    QObject::connect(dialog, &TestAgainDialog::queued, &window, [&window, runs](const Retest& retest) {
        for (const auto& run : runs)
            queueTest(window.session(), run.id(), retest);
        window.showDock("jobDock");
        window.jobs().showQueue();
    });
    dialog->open();
}

void copyIds(const Session& session)
{
    QStringList ids;
    for (const auto& id : session.selectedRuns())
        ids << toQt(id);
    QGuiApplication::clipboard()->setText(ids.join(QLatin1Char('\n')));
}

void openCheckpoints(Session& session)
{
    const auto ids = session.selectedRuns();
    for (const auto& id : ids)
        if (const auto* run = session.run(id); run != nullptr && !saysNoNetwork(session, run->run))
            session.openCheckpoint(std::filesystem::absolute(run->run.folder).string());
    session.requestPage("checkpoint");
}

void togglePins(Session& session)
{
    const auto ids = session.selectedRuns();
    const bool pin = std::ranges::any_of(ids, [&](const auto& id) { return !session.run(id)->pinned; });
    for (const auto& id : ids)
        session.pinRun(id, pin);
}

void fillColors(MainWindow& window, QMenu& menu)
{
    menu.clear();
    auto& session = window.session();
    for (int color = 0; color < kColors; ++color) {
        auto* action = menu.addAction(
            colorDot(paletteColor(color, isDark(window.palette()))), QObject::tr("Colour %1").arg(color + 1));
        QObject::connect(action, &QAction::triggered, &window, [&session, color] {
            for (const auto& id : session.selectedRuns())
                session.setRunColor(id, color);
        });
    }
}

/// Commands on the selected runs; all but the first need a selection.
QList<QAction*> addSelectionActions(MainWindow& window, QMenu& menu)
{
    auto& session = window.session();
    QList<QAction*> actions;
    actions << addNamed(menu, "showLaziness", u"laziness", QObject::tr("Show in &laziness"), {},
        [&session] { session.requestPage("laziness"); });
    actions << addNamed(menu, "rerun", u"refresh", QObject::tr("&Re-run with these settings…"),
        QKeySequence(QStringLiteral("Ctrl+R")), [&session] { rerun(session); });
    actions << addNamed(menu, "continueRuns", u"resume", QObject::tr("&Continue"), {},
        [&session] { session.continueRuns(session.selectedRuns()); });
    actions << addNamed(menu, "testAgain", u"missing", QObject::tr("Test again under &missing modalities…"),
        {}, [&window] { testAgain(window); });
    actions << addNamed(menu, "configDiff", u"compare", QObject::tr("&Differences of settings"),
        QKeySequence(QStringLiteral("Ctrl+D")), [&window] {
            window.showDock("inspectorDock");
            window.inspector().showOnlyDifferences(true);
        });
    actions << addNamed(menu, "openRunCheckpoint", u"checkpoint", QObject::tr("Open chec&kpoint"), {},
        [&session] { openCheckpoints(session); });
    actions << addNamed(menu, "pinRuns", u"pin", QObject::tr("&Pin or unpin"),
        QKeySequence(QStringLiteral("Ctrl+P")), [&session] { togglePins(session); });
    auto* colors = menu.addMenu(QObject::tr("C&olour"));
    QObject::connect(colors, &QMenu::aboutToShow, colors, [&window, colors] { fillColors(window, *colors); });
    fillColors(window, *colors);
    actions << colors->menuAction();
    actions << addNamed(
        menu, "copyRunIds", u"copy", QObject::tr("Copy &id"), {}, [&session] { copyIds(session); });
    actions << addNamed(menu, "revealRun", u"folder", QObject::tr("Reveal in &folder"), {}, [&session] {
        if (const auto* run = session.run(session.currentRun()))
            QDesktopServices::openUrl(QUrl::fromLocalFile(toQt(run->run.folder.string())));
    });
    actions << addNamed(menu, "deleteRuns", u"delete", QObject::tr("Dele&te"), QKeySequence::Delete,
        [&session] { session.deleteRuns(session.selectedRuns()); });
    return actions;
}

bool canContinue(const Session& session)
{
    return std::ranges::any_of(session.selectedRuns(), [&](const auto& id) {
        const auto* run = session.run(id);
        return run != nullptr && (!run->queued || isDone(*run->queued))
            && (isResumable(run->run.condition) || run->run.condition == RunCondition::Failed);
    });
}

} // namespace

RunActions makeRunActions(MainWindow& window)
{
    auto& session = window.session();
    auto& menu = *window.menuBar()->addMenu(QObject::tr("&Run"));
    RunActions actions{};
    actions.newRun = addNamed(menu, "newRun", u"add", QObject::tr("&New run…"), QKeySequence::New,
        [&session] { session.requestPage("experiment"); });
    menu.addSeparator();
    actions.showQueue = addNamed(menu, "showQueue", u"queue", QObject::tr("Show &queue"),
        QKeySequence(QStringLiteral("Ctrl+J")), [&window] {
            window.showDock("jobDock");
            window.jobs().showQueue();
        });
    addNamed(menu, "showProblems", u"warning", QObject::tr("Show pro&blems"), {}, [&window] {
        window.showDock("jobDock");
        window.jobs().showProblems();
    });
    addNamed(menu, "pauseAll", u"pause", QObject::tr("Pa&use all runs"), {},
        [&session] { session.queue().pauseAll(); });
    addNamed(menu, "resumeAll", u"play", QObject::tr("R&esume all runs"), {},
        [&session] { session.queue().resumeAll(); });
    addNamed(menu, "cancelAll", u"stop", QObject::tr("Cance&l all runs"), {},
        [&session] { session.queue().cancelAll(); });
    addNamed(menu, "continueLeft", u"resume", QObject::tr("Continue what an earlier start left"), {},
        [&window] { window.opener().continueLeft(); });
    menu.addSeparator();
    actions.onSelection = addSelectionActions(window, menu);

    const auto update = [&session, onSelection = actions.onSelection] {
        const bool any = !session.selectedRuns().empty();
        for (auto* action : onSelection)
            action->setEnabled(action->objectName() == QStringLiteral("continueRuns") ? canContinue(session)
                    : action->objectName() == QStringLiteral("testAgain")             ? canTestAgain(session)
                                                                                      : any);
    };
    QObject::connect(&session, &Session::changed, &window, [update](const SessionChange& change) {
        if (std::holds_alternative<SelectionChanged>(change) || std::holds_alternative<RunsChanged>(change))
            update();
    });
    QObject::connect(&menu, &QMenu::aboutToShow, &window, update);
    update();
    keepTests(session, &window);
    keepAdaptations(session, &window);
    return actions;
}

} // namespace modalscope
