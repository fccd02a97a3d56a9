using Infra.Tools;

return ProvisionTool.Run(args, ToolConsole.System, TimeProvider.System);
