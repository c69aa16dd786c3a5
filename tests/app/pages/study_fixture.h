#pragma once

#include "app/pages/axis_row.h"
#include "app/pages/experiment_form.h"
#include "app/pages/experiment_page.h"
#include "app/pages/experiment_view.h"
#include "app/pages/plan_panel.h"
#include "tests/app/pages/page_fixture.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

#include <functional>

namespace modalscope {

/// The experiment page in an open workspace, with MLA and Concat over one seed: two runs are planned. Its tab
/// of axes is in front.
class StudyFixture {
public:
    static constexpr int kAxisTab = 5;

    StudyFixture()
        : page(pages.session)
        , view(qobject_cast<ExperimentView*>(page.widget(nullptr)))
    {
        view->resize(1100, 700);
        view->show();
        fill();
    }
    ~StudyFixture() { delete view; }

    /// A new row of the menu of axes.
    AxisRow* addAxis(const char* path)
    {
        const auto before = view->findChildren<AxisRow*>();
        child<QAction>(view, qPrintable(QStringLiteral("addAxis:") + QString::fromLatin1(path)))->trigger();
        for (auto* row : view->findChildren<AxisRow*>())
            if (!before.contains(row))
                return row;
        qFatal("no row was added");
    }

    /// Into the row's field, and Enter.
    static void type(AxisRow* row, const QString& text)
    {
        auto* input = child<QLineEdit>(row, "axisInput");
        input->clear();
        QTest::keyClicks(input, text);
        QTest::keyClick(input, Qt::Key_Return);
    }

    /// A study file with this text, by the dialog.
    void openFile(const std::string& text)
    {
        const auto path = pages.file("opened.json");
        QVERIFY(writeFileAtomically(path, text));
        FileDialog::setNextAnswer(toQt(path));
        showMenu();
        child<QAction>(view, "openStudyFile")->trigger();
    }

    void showMenu() { QVERIFY(QMetaObject::invokeMethod(child<QMenu>(view, "studyMenu"), "aboutToShow")); }
    void save() { QTest::mouseClick(child<QPushButton>(view, "saveStudy"), Qt::LeftButton); }
    QLineEdit* name() const { return child<QLineEdit>(view, "studyName"); }
    MessageBar* messages() const { return child<MessageBar>(view, "experimentMessages"); }
    std::size_t plannedRuns() const { return view->planPanel()->runs().size(); }
    RunGrid grid() const { return view->form()->grid().value(); }
    void takeGrid(const std::function<void(RunGrid&)>& change)
    {
        auto changed = grid();
        change(changed);
        view->form()->setGrid(changed);
    }
    static std::string note(AxisRow* row) { return fromQt(child<QLabel>(row, "axisNote")->text()); }

private:
    void fill()
    {
        pages.openWorkspace();
        data = pages.writeDatasetFile(*smallDataset());
        QVERIFY(data);
        pages.openDataset(data->path);
        takeGrid([](RunGrid& grid) {
            grid.base.train.batchSize = 8;
            grid.methods.assign(2, {});
            grid.methods[1].kind = MethodKind::Concat;
            grid.seeds = {0};
            grid.alone = false;
        });
        view->form()->setCurrentIndex(kAxisTab);
        QTRY_COMPARE(plannedRuns(), std::size_t(2));
    }

public:
    PageFixture pages;
    ExperimentPage page;
    ExperimentView* view;
    std::shared_ptr<const Dataset> data;
};

} // namespace modalscope
