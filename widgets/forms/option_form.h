#pragma once

#include "core/base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <QWidget>

#include <memory>

namespace modalscope {

struct OptionModel;

/// A form made from the describe() of any option set:
/// `new OptionForm(optionModel<TrainOptions>(), this)` with `#include "widgets/forms/option_model.h"`.
/// Every editor's objectName is its path ("train.schedule.kind"). Values that differ from the default are
/// marked and can be reset one by one; fields that only some kinds have come and go with their kind and
/// remember what they were.
class OptionForm : public QWidget {
    Q_OBJECT
public:
    explicit OptionForm(OptionModel model, QWidget* parent = nullptr);
    ~OptionForm() override;

    /// Everything that exists for the present kinds, as for fromJson<Options>().
    nlohmann::json values() const;
    void setValues(const nlohmann::json& values); ///< takes over what it can; no changed()

    /// For a column of a page rather than a page of its own: names break into lines, captions stand below.
    void setNarrow();

    /// The keys that a map ("encoders") offers; "*" is shown as "all modalities".
    void setMapKeys(const QString& path, const QStringList& keys);

    /// Leaves a field out of the form; its value is kept. Before or after setValues.
    void setFieldHidden(const QString& path, bool hidden = true);

    /// Offers these texts in the editor of a text field (modalities for "condition"). An empty text means the
    /// default.
    void setSuggestions(const QString& path, const QStringList& texts);

    /// Offers only these choices (texts as in files) of a field, and the one that it has; empty = all.
    void setChoices(const QString& path, const QStringList& texts);

    /// Why the values cannot be used, shown at its field; also found when another check names a path.
    std::optional<Error> error() const;
    void showError(const Error& error); ///< from outside; goes with the next change
    void clearError(); ///< that from outside
    void focusField(const QString& path);
    bool focusError(const Error& error); ///< the field that it names; false when it names none

public Q_SLOTS:
    void resetAll();

Q_SIGNALS:
    void changed(); ///< by the user

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace modalscope
