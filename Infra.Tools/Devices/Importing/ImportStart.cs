namespace Infra.Tools.Devices.Importing;

/// <summary>Where an import begins: at the front, or where an earlier run of the same import stopped.</summary>
internal static class ImportStart
{
    /// <summary>The checkpoint to go on from. Nothing is written or removed here.</summary>
    public static ImportCheckpoint Of(ImportFiles files, ImportCheckpoint fresh, bool restart, bool force)
    {
        var found = restart || files.Checkpoint is null ? null : ImportCheckpoint.Load(files.Checkpoint);
        if (found is null)
        {
            return restart || force || files.Rejects is null || !File.Exists(files.Rejects)
                ? fresh
                : throw new ToolException(ExitCodes.File, ToolFiles.Exists, $"the reject file '{files.Rejects}' is there already; nothing is imported", "--force to replace it, or --rejects with another name");
        }

        Require("table", found.Table, fresh.Table);
        Require("--endpoint-url", found.Endpoint, fresh.Endpoint);
        Require("--sku", found.Sku, fresh.Sku);
        Require("--batch", found.Batch, fresh.Batch);
        Require("--format, --id and --key-slot", found.Reading, fresh.Reading);
        return found;

        void Require(string what, string? then, string? now)
        {
            if (then == now) { return; }
            throw new ToolException(ExitCodes.File, ImportCheckpoint.Mismatch,
                $"the import that '{files.Checkpoint}' belongs to had {what} '{then ?? "none"}', this one has '{now ?? "none"}'", "give the same, or --restart to begin anew");
        }
    }

    public static ImportJournal OpenJournal(ImportFiles files, ImportCheckpoint start, TimeProvider clock)
    {
        try
        {
            return new(files, start, clock);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCodes.File, ToolFiles.Unwritable, $"cannot write beside the manifest: {exception.Message.TrimEnd('.')}", "--rejects and --checkpoint with paths that can be written, one import at a time");
        }
    }
}
