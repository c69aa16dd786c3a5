#include "app/pages/adapter_page.h"
#include "app/pages/adapter_plan.h"
#include "app/pages/adapter_queue.h"
#include "app/pages/adapter_view.h"
#include "app/pages/check_list.h"
#include "app/pages/placement_model.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/adapter_sets.h"
#include "tests/support/test_entry.h"
#include "widgets/plot/figure_view.h"
#include "widgets/tables/table_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableWidget>

namespace modalscope::tst_adapter_page {

/// Writes adapter sets as the real one does; those of one set of modalities fail.
class AdaptingEngine : public FakeEngine {
public:
    std::string failing;
    AdapterPlacement where; ///< what placement() answers
    Result<AdapterPlacement> placement(const AdaptRequest&) override { return where; }
    Result<std::filesystem::path> adapt(const AdaptRequest& request, const RunContext& context) override
    {
        context.report(Progress{1, 2, "training", 1.0});
        if (joinText(request.options.present, "+") == failing)
            return Error{ErrorKind::Numeric, "epoch 1: the loss is not finite"};
        return writeAdapterSet(request.folder, request.options, adapterMetrics("accuracy", 0.5, 0.75, 20));
    }
};

namespace {

AdapterChoice choiceOf(std::vector<std::string> missing, std::vector<AdapterKind> kinds, int seeds = 1)
{
    return {{"a", "b", "c"}, std::move(missing), std::move(kinds), seeds, {}};
}

bool isNever(std::size_t, const AdaptOptions&)
{
    return false;
}

const std::vector<StoredAdapters> kNothing(1); // one run without adapter sets

} // namespace

/// Protects the way from a finished run to adapters: what is planned, what is queued, what the table shows of
/// it, and that nothing is learned twice or replaced.
class TestAdapterPage : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    AdaptingEngine m_engine;
    std::unique_ptr<Session> m_session;
    std::shared_ptr<const Dataset> m_data;

    std::string root() const { return m_folder->path().toStdString() + "/workspace"; }
    /// Concat runs on three modalities, one for each seed, and its encoders alone.
    void open(int seeds = 1)
    {
        const auto file = m_folder->path().toStdString() + "/small.h5";
        QVERIFY(writeDataset(file, *smallDataset()));
        m_data = readDataset(file).value();
        QVERIFY(Workspace(root()).create());
        auto runs = makeComparison(*m_data, seeds, 2);
        std::erase_if(runs, [](const MadeRun& run) {
            const auto kind = run.stored.experiment.method.kind;
            return kind != MethodKind::Concat && kind != MethodKind::Unimodal;
        });
        for (const auto& run : runs)
            writeRun(run, root());
        QVERIFY(m_session->openWorkspace(root()));
        QTRY_COMPARE(m_session->runs().size(), runs.size());
        m_session->openDataset(file);
        QTRY_VERIFY(m_session->currentDataset() != nullptr && m_session->currentDataset()->dataset);
    }
    const StoredRun& base() const
    {
        for (const auto& entry : m_session->runs())
            if (entry.run.experiment.method.kind == MethodKind::Concat)
                return entry.run;
        qFatal("there is no base");
    }
    static QString plan(const AdapterView& view) { return child<QLabel>(&view, "adapterPlan")->text(); }
    static const Table& table(const AdapterView& view)
    {
        return child<TablePanel>(&view, "adapterTable")->table();
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_engine.failing.clear();
        m_session = std::make_unique<Session>([this]() -> Result<Engine*> { return &m_engine; });
    }
    void cleanup() { m_session.reset(); }

    void everySetOfWhatMayBeMissing()
    {
        using Sets = std::vector<std::vector<std::string>>;
        QCOMPARE(availableSets({"a", "b", "c"}, {"b"}), (Sets{{"a", "c"}}));
        QCOMPARE(availableSets({"a", "b", "c"}, {"a", "b"}), (Sets{{"b", "c"}, {"a", "c"}, {"c"}}));
        QCOMPARE(
            availableSets({"a", "b", "c"}, {"a", "b", "c"}).size(), std::size_t(6)); // one is always left
        QCOMPARE(availableSets({"a", "b"}, {}).size(), std::size_t(0));
    }

    void aPlanLeavesOutWhatIsThere()
    {
        const auto choice = choiceOf({"a"}, {AdapterKind::Ssf, AdapterKind::Pretrained}, 3);
        StoredAdapter same, other;
        same.options = adapterOptions({"c", "b"}, AdapterKind::Ssf, 0); // the order does not matter
        other.options = adapterOptions({"b", "c"}, AdapterKind::Ssf, 1);
        other.options.train.epochs = 7;
        const std::vector<StoredAdapters> stored{{{same, other}, {}}};
        const auto plan = adapterPlan(choice, stored, isNever);
        QCOMPARE(plan.total, 4); // what learns nothing has one seed
        QCOMPARE(plan.known, 1);
        QCOMPARE(plan.different, 1);
        QCOMPARE(plan.todo.size(), std::size_t(2));
        QVERIFY(plan.problem.empty() && !plan.isComplete);
        QCOMPARE(plan.there.size(), std::size_t(2));
        QVERIFY(plan.there[0].isSame && !plan.there[1].isSame);
        const auto queued = adapterPlan(choice, stored, [](auto, const auto&) { return true; });
        QCOMPARE(queued.queued, 2);
        const auto two = adapterPlan(choice, std::vector<StoredAdapters>{stored.front(), {}}, isNever);
        QCOMPARE(two.total, 8); // of two runs; the second one has none
        QCOMPARE(two.todo.size(), std::size_t(6));
        QCOMPARE(two.todo.back().base, std::size_t(1));
        QVERIFY(!queued.problem.empty() && queued.todo.empty());
    }

    void whyNothingCanBeStarted()
    {
        for (const auto& [choice, part] : {std::pair(choiceOf({}, {AdapterKind::Ssf}), "modality"),
                 std::pair(choiceOf({"a"}, {}), "option")})
            QVERIFY(adapterPlan(choice, kNothing, isNever).problem.find(part) != std::string::npos);
        AdapterChoice many{{}, {}, {AdapterKind::Ssf}, 1, {}};
        for (int i = 0; i < 9; ++i)
            many.modalities.push_back("m" + std::to_string(i));
        many.mayBeMissing = many.modalities;
        QVERIFY(adapterPlan(many, kNothing, isNever).problem.find("At most 8") != std::string::npos);
        many.mayBeMissing.pop_back();
        QCOMPARE(adapterPlan(many, kNothing, isNever).todo.size(), std::size_t(255));
        many.seeds = 4;
        QVERIFY(adapterPlan(many, kNothing, isNever).problem.find("1020") != std::string::npos);
    }

    void withoutARunItSaysWhatToDo()
    {
        QVERIFY(Workspace(root()).create());
        QVERIFY(m_session->openWorkspace(root()));
        AdapterView view(*m_session);
        QSignalSpy drawn(&view, &AdapterView::drawn);
        view.show();
        QTRY_VERIFY(!drawn.isEmpty());
        QCOMPARE(view.findChildren<QStackedWidget*>().first()->currentIndex(), 0);
    }

    void whatIsStoredIsShownWithItsSource()
    {
        open();
        const auto names = base().experiment.modalities;
        auto options = adapterOptions({names[0]}, AdapterKind::Ssf);
        options.train = suggestedTraining(base());
        writeAdapterSet(base().folder, options, adapterMetrics("accuracy", 0.25, 0.5, 20));
        AdapterView view(*m_session);
        view.show();
        QTRY_COMPARE(table(view).rows.size(), std::size_t(2));
        QCOMPARE(child<QComboBox>(&view, "adapterBase")->count(), 1); // encoders alone need no adapters
        auto* shown = child<TablePanel>(&view, "adapterTable")->widget();
        const auto tip = shown->item(0, 2)->toolTip();
        QVERIFY2(tip.contains(QStringLiteral("adapters/%1-ssf-s0").arg(toQt(names[0]))), qPrintable(tip));
        QVERIFY(tip.contains(QStringLiteral("splits/test/fused/accuracy")));
        QVERIFY(shown->item(0, 1)->toolTip().contains(QStringLiteral("before/test/fused/accuracy")));
        Q_EMIT shown->cellActivated(0, 2);
        QCOMPARE(m_session->selectedRuns(), std::vector{base().id()});
        QCOMPARE(child<FigureView>(&view, "adapterFigure")->figure().panels.size(), std::size_t(1));
        QVERIFY2(plan(view).contains(QStringLiteral("1 there already")), qPrintable(plan(view)));
    }

    void whatIsLearnedComesToTheTableAndIsNotLearnedTwice()
    {
        open();
        const auto state = base().status.state;
        AdapterView view(*m_session);
        view.show();
        auto* start = child<QPushButton>(&view, "adapterStart");
        QTRY_VERIFY(start->isEnabled());
        QVERIFY2(start->text().contains(QStringLiteral("6 adapter sets")), qPrintable(start->text()));
        start->click();
        QCOMPARE(m_session->queue().size(), 6);
        QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 6);
        QTRY_COMPARE(table(view).rows.size(), std::size_t(7));
        QTRY_VERIFY(!start->isEnabled());
        QVERIFY2(plan(view).contains(QStringLiteral("there already")), qPrintable(plan(view)));
        QCOMPARE(RunFolder(base().folder).status().value().state, state); // of the base
        child<QSpinBox>(&view, "adapterSeeds")->setValue(2);
        QVERIFY(start->isEnabled());
        QVERIFY(start->text().contains(QStringLiteral("6 adapter sets")));
    }

    void aFailedSetSaysWhyAndLeavesTheBaseAlone()
    {
        open();
        const auto names = base().experiment.modalities;
        m_engine.failing = names[0];
        AdapterView view(*m_session);
        view.show();
        auto* start = child<QPushButton>(&view, "adapterStart");
        QTRY_VERIFY(start->isEnabled());
        start->click();
        QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 5);
        QTRY_COMPARE(m_session->queue().count(QueueState::Failed), 1);
        const auto* failed
            = m_session->queue().run(adaptationId(base().id(), adapterOptions({names[0]}, AdapterKind::Ssf)));
        QVERIFY(failed != nullptr);
        QCOMPARE(failed->error, std::string("epoch 1: the loss is not finite"));
        QCOMPARE(RunFolder(base().folder).status().value().state, RunState::Finished);
        QTRY_VERIFY2(start->text().contains(QStringLiteral("1 adapter set")), qPrintable(start->text()));
    }

    void allRunsOfAGroupWithOneClick()
    {
        open(2);
        AdapterView view(*m_session);
        view.show();
        auto* start = child<QPushButton>(&view, "adapterStart");
        QTRY_VERIFY(start->isEnabled());
        QVERIFY2(start->text().contains(QStringLiteral("6 adapter sets")), qPrintable(start->text()));
        auto* every = child<QCheckBox>(&view, "adapterEverySeed");
        QVERIFY2(every->text().contains(QStringLiteral("2 runs")), qPrintable(every->text()));
        every->setChecked(true);
        QTRY_VERIFY2(start->text().contains(QStringLiteral("12 adapter sets")), qPrintable(start->text()));
        start->click();
        QTRY_COMPARE(m_session->queue().count(QueueState::Finished), 12);
        QTRY_COMPARE(view.result().summary.bases.size(), std::size_t(2));
        QTRY_VERIFY(!view.result().summary.rows.empty()
            && view.result().summary.rows[0].adapted[0].value.over.n == 2);
    }

    /// What is deleted lies in the trash and comes back.
    void setsGoToTheTrashAndComeBack()
    {
        open();
        const auto names = base().experiment.modalities;
        auto options = adapterOptions({names[0]}, AdapterKind::Ssf);
        writeAdapterSet(base().folder, options, adapterMetrics("accuracy", 0.25, 0.5, 20));
        AdapterView view(*m_session);
        view.show();
        QTRY_COMPARE(table(view).rows.size(), std::size_t(2));
        child<QPushButton>(&view, "adapterRemove")->click();
        child<QPushButton>(&view, "adapterTrashYes")->click();
        QTRY_COMPARE(table(view).rows.size(), std::size_t(0));
        QVERIFY(readAdapters(base().folder).sets.empty());
        child<QPushButton>(&view, "messageAction")->click();
        QTRY_COMPARE(table(view).rows.size(), std::size_t(2));
    }

    /// The dataset that is open does not decide; what is selected in the list of runs does.
    void theSelectedRunBecomesTheBase()
    {
        open(2);
        AdapterView view(*m_session);
        view.show();
        auto* bases = child<QComboBox>(&view, "adapterBase");
        QTRY_COMPARE(bases->count(), 2);
        const auto other = bases->itemData(1 - bases->currentIndex()).toString();
        m_session->selectRuns({other.toStdString()});
        QTRY_COMPARE(bases->currentData().toString(), other);
    }

    void dedicatedRunsThatLackAreQueued()
    {
        open();
        const auto names = base().experiment.modalities;
        writeAdapterSet(base().folder, adapterOptions({names[0], names[1]}, AdapterKind::Ssf),
            adapterMetrics("accuracy", 0.25, 0.5, 20));
        AdapterView view(*m_session);
        view.show();
        QTRY_COMPARE(table(view).rows.size(), std::size_t(2));
        auto* shown = child<TablePanel>(&view, "adapterTable")->widget();
        const auto tip = shown->item(0, shown->columnCount() - 1)->toolTip();
        QVERIFY2(tip.contains(QStringLiteral("Train dedicated runs")), qPrintable(tip));
        auto* train = child<QPushButton>(&view, "trainDedicated");
        QVERIFY2(train->text().contains(QStringLiteral("1 dedicated run")), qPrintable(train->text()));
        train->click();
        QTRY_COMPARE(m_session->queue().size(), 1);
        QCOMPARE(m_session->queue().at(0).request.experiment.modalities,
            (std::vector<std::string>{names[0], names[1]}));
    }

    void ticksOfThePlacementAreLeftOutAndCounted()
    {
        open();
        m_engine.where = {{{"encoder.a.0", "linear", "encoder", {"a"}, {8, 4}, 16, 16, ""},
                              {"encoder.a.2", "linear", "encoder", {"a"}, {2, 8}, 4, 4, ""},
                              {"head", "linear", "head", {}, {2, 2}, 0, 0, "head"}},
            20, 200};
        AdapterView view(*m_session);
        view.show();
        QTRY_VERIFY(child<QPushButton>(&view, "adapterStart")->isEnabled());
        child<QTabWidget>(&view, "adapterTabs")->setCurrentIndex(1);
        auto* sum = child<QLabel>(&view, "placementSum");
        QTRY_VERIFY2(sum->text().startsWith(QStringLiteral("20 of 200")), qPrintable(sum->text()));
        auto* model = view.findChild<PlacementModel*>();
        QVERIFY(model != nullptr);
        QVERIFY(!model->index(2, 0).data(Qt::CheckStateRole).isValid()); // the rule leaves the head out
        QVERIFY(model->setData(model->index(0, 0), Qt::Unchecked, Qt::CheckStateRole));
        QVERIFY2(sum->text().startsWith(QStringLiteral("4 of 200")), qPrintable(sum->text()));
        QVERIFY(sum->text().contains(QStringLiteral("2.000 %")));
        child<QPushButton>(&view, "adapterStart")->click();
        QCOMPARE(m_session->queue().at(0).adapt->adapter.leaveOut, std::vector<std::string>{"encoder.a.0"});
    }

    void untickingEverythingSaysWhatIsMissing()
    {
        open();
        AdapterView view(*m_session);
        view.show();
        auto* start = child<QPushButton>(&view, "adapterStart");
        QTRY_VERIFY(start->isEnabled());
        auto* missing = child<CheckList>(&view, "adapterMissing");
        for (int row = 0; row < missing->count(); ++row)
            missing->item(row)->setCheckState(Qt::Unchecked);
        QVERIFY(!start->isEnabled());
        QVERIFY2(plan(view).contains(QStringLiteral("may be missing")), qPrintable(plan(view)));
        missing->item(0)->setCheckState(Qt::Checked);
        QVERIFY(start->isEnabled());
        QVERIFY(start->text().contains(QStringLiteral("1 adapter set")));
    }

    void whatIsChosenComesBack()
    {
        open();
        AdapterView view(*m_session);
        view.show();
        QTRY_VERIFY(child<QPushButton>(&view, "adapterStart")->isEnabled());
        auto* kinds = child<CheckList>(&view, "adapterKinds");
        kinds->item(int(AdapterKind::Lora) - 1)->setCheckState(Qt::Checked);
        child<QSpinBox>(&view, "adapterSeeds")->setValue(3);
        AdapterView again(*m_session);
        again.restoreState(view.saveState());
        QCOMPARE(child<CheckList>(&again, "adapterKinds")->checked(), kinds->checked());
        QCOMPARE(child<QSpinBox>(&again, "adapterSeeds")->value(), 3);
        QCOMPARE(kinds->checked().size(), std::size_t(2));
    }
};

TEST_ENTRY(TestAdapterPage, QApplication)

} // namespace modalscope::tst_adapter_page

#include "tst_adapter_page.moc"
