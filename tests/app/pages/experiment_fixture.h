#pragma once

#include "app/pages/experiment_form.h"
#include "app/pages/experiment_page.h"
#include "app/pages/experiment_view.h"
#include "app/pages/plan_panel.h"
#include "tests/app/pages/page_fixture.h"
#include "widgets/base/message_bar.h"

#include <functional>
#include <memory>

namespace modalscope {

/// The experiment page over an empty temporary folder; `open` gives it a small dataset of three modalities.
class ExperimentFixture {
public:
    ExperimentFixture()
        : page(pages.session)
        , view(qobject_cast<ExperimentView*>(page.widget(nullptr)))
    {
        view->resize(1100, 700);
        view->show();
    }
    ~ExperimentFixture() { delete view; }

    /// Three methods and every encoder alone over three seeds are planned.
    void open()
    {
        data = pages.writeDatasetFile(*smallDataset());
        QVERIFY(data);
        pages.openDataset(data->path);
        takeGrid([](RunGrid& grid) { grid.base.train.batchSize = 8; });
        QTRY_COMPARE(plannedRuns(), std::size_t(3 * (3 + 3))); // seeds × (methods + encoders alone)
    }

    std::size_t plannedRuns() const { return view->planPanel()->runs().size(); }
    MessageBar* messages() const { return child<MessageBar>(view, "experimentMessages"); }
    void takeGrid(const std::function<void(RunGrid&)>& change)
    {
        auto grid = view->form()->grid();
        QVERIFY(grid);
        change(grid.value());
        view->form()->setGrid(grid.value());
    }

    PageFixture pages;
    ExperimentPage page;
    ExperimentView* view;
    std::shared_ptr<const Dataset> data;
};

} // namespace modalscope
