#pragma once

#include "app/pages/ablation_maker.h"
#include "app/pages/result_view.h"
#include "widgets/runs/newest_work.h"

class QJsonObject;
class QLabel;
class QListWidget;
class QPushButton;

namespace modalscope {

class FigureView;

/// Takes MLA apart: ticks choose its components and controls, the table and the figure follow, and what has
/// not been trained yet is queued with one click.
class AblationView : public ResultView {
    Q_OBJECT
public:
    explicit AblationView(Session& session, QWidget* parent = nullptr);
    ~AblationView() override;

    const AblationResult& result() const { return m_result; }
    QJsonObject saveState() const;
    void restoreState(const QJsonObject& state);

protected:
    void request() override;

private:
    QWidget* makeBuilder();
    QWidget* makeEmpty();
    QWidget* makeClosed();
    void openDataset();
    void fillComponents();
    void offerAll(const AblationResult& result);
    void sayMissing(const AblationResult& result);
    void showResult(const AblationResult& result);
    void trainMissing();
    bool isQueued(const std::string& id) const;
    std::vector<std::string> ticked() const;

    AblationResult m_result;
    QComboBox* m_base;
    QComboBox* m_rate;
    QComboBox* m_test;
    QListWidget* m_components;
    QLabel* m_missing;
    QPushButton* m_train;
    TablePanel* m_table;
    FigureView* m_figure;
    NewestWork<AblationRequest, AblationResult> m_work;
};

} // namespace modalscope
