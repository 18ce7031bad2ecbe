import '@servicenow/sdk/global'

declare global {
    namespace Now {
        namespace Internal {
            interface Keys extends KeysRegistry {
                explicit: {
                    api_token: {
                        table: 'sys_properties'
                        id: 'c4c62bc136c54770aec12c64d80f7250'
                    }
                    api_url: {
                        table: 'sys_properties'
                        id: '5a4f58a3f8154e5893ae6513c5e9d611'
                    }
                    bom_json: {
                        table: 'sys_module'
                        id: '9422e2edbc904c1f8fd8c229dc57d3b9'
                    }
                    call_draft_check: {
                        table: 'sys_security_acl'
                        id: '03c906e2bf1c4b26b30d0ab87c9fabdc'
                    }
                    check_incident: {
                        table: 'sys_ui_action'
                        id: '40e0838f4b1d4d75ad434ba227ba6672'
                    }
                    check_item: {
                        table: 'sys_ui_action'
                        id: '916e8afc9f774a6bb2ff60791a86b56b'
                    }
                    draft_check: {
                        table: 'sys_script_include'
                        id: 'bc2d912e29cb4323a23b38d720fb8408'
                    }
                    notify_incident: {
                        table: 'sys_script'
                        id: '4c135b89d9e0463c9a2c3f17c353b3e1'
                    }
                    notify_interaction: {
                        table: 'sys_script'
                        id: '65631ef863634d5a9567696664e6968a'
                    }
                    notify_item: {
                        table: 'sys_script'
                        id: '483c227491a44dd4996879de1cf706cd'
                    }
                    notify_task: {
                        table: 'sys_script'
                        id: '85340a133f3d4c408ddc8fa7efda3cb4'
                    }
                    package_json: {
                        table: 'sys_module'
                        id: 'b4a0a12c20cb4976867fee0bf2b5fb19'
                    }
                    read_attachments: {
                        table: 'sys_security_acl'
                        id: 'ff68a21daa844ef4aded2212c6e3ac69'
                    }
                    read_journal: {
                        table: 'sys_security_acl'
                        id: 'aa0a68f39fe0496299163e6223779f9d'
                    }
                    webhook_secret: {
                        table: 'sys_properties'
                        id: '1722b00bece649858990962b456951d9'
                    }
                    webhook_url: {
                        table: 'sys_properties'
                        id: '5f0bed625aa04cc29ecb4323b2b05e02'
                    }
                }
                composite: [
                    {
                        table: 'sys_ui_action_role'
                        id: '08cc1334de204ef7b6073cfb1e994697'
                        key: {
                            sys_ui_action: '916e8afc9f774a6bb2ff60791a86b56b'
                            sys_user_role: {
                                id: 'cd60e1559ca94b4abfe1a576e0d7fdd0'
                                key: {
                                    name: 'itil'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '31c1cd3a69db46bc9b6e4abd1051d133'
                        key: {
                            sys_security_acl: 'aa0a68f39fe0496299163e6223779f9d'
                            sys_user_role: {
                                id: '783825a7ed814a2883fd110657cc4b82'
                                key: {
                                    name: 'x_empathkit.integration'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '70ae73d265004187a12795d994c1a139'
                        key: {
                            sys_security_acl: '03c906e2bf1c4b26b30d0ab87c9fabdc'
                            sys_user_role: {
                                id: 'cd60e1559ca94b4abfe1a576e0d7fdd0'
                                key: {
                                    name: 'itil'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '783825a7ed814a2883fd110657cc4b82'
                        key: {
                            name: 'x_empathkit.integration'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: 'b5ee7877cb884d689e9be6969e2d2000'
                        key: {
                            sys_ui_action: '40e0838f4b1d4d75ad434ba227ba6672'
                            sys_user_role: {
                                id: 'cd60e1559ca94b4abfe1a576e0d7fdd0'
                                key: {
                                    name: 'itil'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'eb9b7996c18d4fff93312fa539dd0445'
                        key: {
                            sys_security_acl: 'ff68a21daa844ef4aded2212c6e3ac69'
                            sys_user_role: {
                                id: '783825a7ed814a2883fd110657cc4b82'
                                key: {
                                    name: 'x_empathkit.integration'
                                }
                            }
                        }
                    },
                ]
            }
        }
    }
}
