using Infra.Tools;
using Infra.Tools.Aws;

return ProvisionTool.Run(args, ToolConsole.System, TimeProvider.System, AwsClients.FromEnvironment);
