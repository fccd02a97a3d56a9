using System.Text.Json.Serialization;

namespace Infra.Tools.Devices.Importing;

/// <summary>What became of the entries so far.</summary>
internal sealed record ImportCounts
{
    /// <summary>Devices that were new.</summary>
    public long Recorded { get; init; }

    /// <summary>Entries whose device was recorded with the same key before.</summary>
    public long Unchanged { get; init; }

    /// <summary>Entries in the reject file, by reason.</summary>
    public SortedDictionary<string, long> RejectedBy { get; init; } = [];

    [JsonIgnore]
    public long Rejected => RejectedBy.Values.Sum();

    [JsonIgnore]
    public long Entries => Recorded + Unchanged + Rejected;

    public ImportCounts With(BatchOutcome outcome)
    {
        var rejected = RejectedBy;
        if (outcome.Rejects.Count > 0)
        {
            rejected = new(rejected);
            foreach (var reject in outcome.Rejects) { rejected[reject.Code] = rejected.GetValueOrDefault(reject.Code) + 1; }
        }

        return new() { Recorded = Recorded + outcome.Recorded, Unchanged = Unchanged + outcome.Unchanged, RejectedBy = rejected };
    }
}
