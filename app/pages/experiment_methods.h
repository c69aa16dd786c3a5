#pragma once

#include "core/base/result.h"
#include "core/methods/method_options.h"

#include <QWidget>

#include <cstdint>
#include <string>
#include <vector>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace modalscope {

class MethodList;

/// Which methods are compared, over which seeds, and whether the encoders are trained alone as well.
class ExperimentMethods : public QWidget {
    Q_OBJECT
public:
    explicit ExperimentMethods(QWidget* parent = nullptr);

    MethodList* list() const { return m_methods; }
    Result<std::vector<std::uint64_t>> seeds() const; ///< Error: InvalidInput, as seedsFromText
    void setSeeds(const std::vector<std::uint64_t>& seeds);
    bool alone() const;
    void setAlone(bool alone);
    void refresh(); ///< what is said of the seeds
    void focusSeeds();

Q_SIGNALS:
    void changed();

private:
    MethodList* m_methods;
    QLineEdit* m_seeds;
    QLabel* m_seedNote;
    QCheckBox* m_alone;
};

} // namespace modalscope
